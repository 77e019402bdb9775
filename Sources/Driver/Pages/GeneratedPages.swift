import Basic
import IR
import Operators
import Passes

/// The pages of `docs/` that are made from declarations; `make docs` writes them.
package enum GeneratedPages {
  /// A page.
  package struct Page: Sendable {
    /// Where it stands, relative to `docs/`.
    package let path: String

    /// Its Markdown.
    package let text: String
  }

  /// All of them, in the order of the index.
  package static var all: [Page] {
    let operators = OperatorCatalog.standard.definitions.map {
      Page(path: "operators/\($0.name).md", text: notice + OperatorPage.text($0))
    }
    return [
      Page(path: "operators.md", text: notice + operatorIndex),
      Page(path: "passes.md", text: notice + passes),
      Page(path: "cli.md", text: notice + CommandLinePage.text),
      Page(path: "diagnostics.md", text: notice + DiagnosticsPage.text),
      Page(path: "support/operators.md", text: notice + CoveragePage.text),
    ] + support + operators
  }

  /// A page for each kind of hardware, with the first target of that kind.
  private static var support: [Page] {
    var seen: Set<String> = []
    return Targets.all.map(SupportPage.init).filter { seen.insert($0.kind).inserted }.map {
      Page(path: "support/\($0.kind).md", text: notice + $0.text)
    }
  }

  private static let notice =
    "<!-- Written by `make docs`: edit the declarations, not this. -->\n\n"

  private static var operatorIndex: String {
    var text = """
      # Operators

      Every operator is one definition: operands, attributes, constraints, types, meaning and work. \
      `dnnc describe NAME` prints the same pages.

      | operator | |
      |---|---|

      """
    for definition in OperatorCatalog.standard.definitions {
      text +=
        "| [`\(definition.name)`](operators/\(definition.name).md) | \(definition.summary) |\n"
    }
    return text
  }

  private static var passes: String {
    var text = """
      # Passes

      A pipeline is text: pass names separated by commas, options in braces, `fixpoint(…)` around \
      passes that are repeated until nothing changes. The level of optimisation chooses one, \
      `--passes` replaces it.

      | level | pipeline |
      |---|---|

      """
    for level in ["0", "1", "2"] {
      text += "| `-O\(level)` | `"
      text += Session.standardPipeline(level: level, quantize: ["quantize"]) + "` |\n"
    }
    text += "\nThe default is `-O2`; `-O3` equals it.\n"
    for pass in Catalogs.passes.passes { text += "\n" + demoted(PassPage.text(pass)) }
    return text
  }

  /// A page as a section: every heading one level lower, lines of code as they are.
  private static func demoted(_ page: String) -> String {
    var isCode = false
    return page.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if line.hasPrefix("```") { isCode.toggle() }
      return line.hasPrefix("#") && !isCode ? "#\(line)" : String(line)
    }.joined(separator: "\n")
  }
}
