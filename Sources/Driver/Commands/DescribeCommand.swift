import Basic
import IR
import Operators
import Passes

/// Explains operators, passes, targets, and the rules that diagnostics cite.
enum DescribeCommand {
  static let spec = CommandSpec(
    name: "describe", summary: "Explains operators, passes, targets and diagnostics.",
    arguments: "ops|passes|targets|rules|NAME|CODE", argumentCount: 1...1,
    examples: [
      ("dnnc describe ops", "all operators, and what formats and targets make of them"),
      ("dnnc describe conv2d", "one of them"),
      ("dnnc describe conv2d.c3", "the rule that a diagnostic cites"),
    ],
    options: [],
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    let word = arguments.positionals[0]
    if let text = text(word) {
      session.give(text)
      return .done
    }
    throw session.fail(
      .error(
        CommandLineRules.usage, "there is nothing called '\(word)'",
        help: Spelling.nearest(word, in: known).map { "did you mean '\($0)'?" }
          ?? "`dnnc describe ops`, `passes`, `targets` and `rules` list what there is"), .usage)
  }

  private static var known: [String] {
    ["ops", "passes", "targets", "rules"] + OperatorCatalog.standard.names
      + Catalogs.passes.names + Targets.all.map(\.name) + Catalogs.rules.map(\.code)
      + OperatorCatalog.standard.definitions.flatMap { definition in
        definition.constraints.map { definition.code($0.number) }
      }
  }

  private static func text(_ word: String) -> String? {
    switch word {
    case "ops":
      return CoverageTable.table.text
        + "\nr: read, w: written; under a target: what computes the operator there\n"
    case "passes": return list(Catalogs.passes.passes.map { ($0.name, $0.summary) })
    case "targets": return list(Targets.all.map { ($0.name, $0.summary) })
    case "rules": return list(Catalogs.rules.map { ($0.code, $0.summary) })
    default: break
    }
    // `quantize` is an operator and a pass.
    let pages = [
      OperatorCatalog.standard[word].map(OperatorPage.text),
      Catalogs.passes[word].map(PassPage.text),
    ].compactMap { $0 }
    if !pages.isEmpty { return pages.joined(separator: "\n") }
    if let target = Targets.all.first(where: { $0.name == word }) {
      return "\(target.name): \(target.summary)\n\n\(target.text)\n"
    }
    if let rule = Catalogs.rules.first(where: { $0.code == word }) {
      return "\(rule.code): \(rule.summary)\n\n\(rule.explanation)\n"
    }
    return constraint(word)
  }

  private static func constraint(_ word: String) -> String? {
    for definition in OperatorCatalog.standard.definitions {
      for constraint in definition.constraints where definition.code(constraint.number) == word {
        return "\(word): \(constraint.sentence)\n\n"
          + "`dnnc describe \(definition.name)` explains the operator.\n"
      }
    }
    return nil
  }

  private static func list(_ entries: [(String, String)]) -> String {
    let width = entries.map(\.0.count).max() ?? 0
    return entries.map { name, summary in
      name + String(repeating: " ", count: width - name.count + 2) + summary + "\n"
    }.joined()
  }
}
