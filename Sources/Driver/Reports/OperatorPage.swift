import Basic
import IR

/// The documentation of one operator, made from its definition.
package enum OperatorPage {
  /// The page in Markdown.
  package static func text(_ definition: any OperatorDefinition.Type) -> String {
    var text = "# \(definition.name)\n\n\(definition.summary)\n\n\(definition.details)\n"
    text += "\n## Operands\n\n| name | | meaning |\n|---|---|---|\n"
    for operand in definition.operands {
      let arity: String
      switch operand.arity {
      case .one: arity = operand.isParameter ? "parameter" : ""
      case .optional: arity = operand.isParameter ? "optional parameter" : "optional"
      case .variadic: arity = "one or more"
      }
      text += "| `\(operand.name)` | \(arity) | \(operand.meaning) |\n"
    }
    let (stored, source) = (
      definition.storedAttributes, definition.attributes.filter(\.isSourceOnly)
    )
    if !stored.isEmpty { text += "\n## Attributes\n\n" + table(stored) }
    if !source.isEmpty {
      text += "\n## In network descriptions only\n\n" + table(source)
    }
    text += "\n## Constraints\n\n"
    for constraint in definition.constraints {
      text += "- `\(definition.code(constraint.number))`: \(constraint.sentence)\n"
    }
    return text
  }

  private static func table(_ specs: [AttributeSpec]) -> String {
    var text = "| name | kind | default | meaning |\n|---|---|---|---|\n"
    for spec in specs {
      let standard = spec.standard.map { "`\($0)`" } ?? ""
      text += "| `\(spec.name)` | \(spec.kind) | \(standard) | \(spec.meaning) |\n"
    }
    return text
  }
}
