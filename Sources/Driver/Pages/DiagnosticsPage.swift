import IR
import Operators

/// The page that lists every rule that a diagnostic can cite.
enum DiagnosticsPage {
  /// The page in Markdown.
  static var text: String {
    var text = """
      # Diagnostics

      A diagnostic names its place, what is wrong with the numbers, the rule in brackets, and a next \
      step. All that is wrong is reported in one run, up to 20 errors. `dnnc describe CODE` prints \
      an entry of this page.

      ## Rules

      """
    for rule in Catalogs.rules {
      text += "\n### \(rule.code)\n\n\(sentence(rule.summary))\n\n\(rule.explanation)\n"
    }
    text += "\n## Constraints of operators\n\n| code | constraint |\n|---|---|\n"
    for definition in OperatorCatalog.standard.definitions {
      for constraint in definition.constraints {
        text += "| `\(definition.code(constraint.number))` | \(constraint.sentence) |\n"
      }
    }
    return text
  }

  /// A summary, which has no capital and no full stop, as a sentence.
  private static func sentence(_ summary: String) -> String {
    summary.prefix(1).uppercased() + summary.dropFirst() + "."
  }
}
