import IR
import Operators
import Testing

/// A call that breaks exactly one rule.
struct NegativeCase: Sendable, CustomTestStringConvertible {
  /// The code of the rule, such as `concat.c2`.
  let code: String

  /// The operator's name in the catalogue.
  let operatorName: String

  /// The types of the operands.
  let operands: [TensorType]

  /// Every attribute that the operator stores.
  let attributes: [Attribute]

  /// Makes a case; the operator is what stands before the point in `code`.
  init(_ code: String, _ operands: [TensorType], _ attributes: [Attribute] = []) {
    self.code = code
    operatorName = String(code.prefix { $0 != "." })
    self.operands = operands
    self.attributes = attributes
  }

  var testDescription: String {
    let attributes = attributes.map { "\($0.name): \($0.value)" }
    return "\(code) (\((operands.map(\.description) + attributes).joined(separator: ", ")))"
  }

  /// The codes of the rules that `inferTypes` reports, and whether it gives types all the same.
  func outcome() throws -> (codes: [String], hasTypes: Bool) {
    let definition = try #require(OperatorCatalog.standard[operatorName])
    var report = ConstraintReport()
    let call = OperatorCall(operands: operands, attributes: AttributeList(attributes))
    let types = definition.inferTypes(call, &report)
    return (report.violations.map { definition.code($0.constraint) }, types != nil)
  }
}
