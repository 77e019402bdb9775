import Foundation
import IR

/// Moves elements toward zero, and small ones to it.
package enum Shrink: UnaryFunction {
  package static let name = "shrink"
  package static let summary = "Moves elements toward zero, and small ones to it."
  package static let details = """
    ```
    y[i] = x[i] + bias if x[i] < -lambda, x[i] - bias if x[i] > lambda, and else 0
    ```
    """
  package static let attributes = [
    AttributeSpec("bias", .number, "the distance by which elements move", default: .number(0)),
    AttributeSpec(
      "lambda", .number, "the magnitude up to which elements become 0", default: .number(0.5)),
  ]
  package static let ownConstraints = [Constraint(2, "bias and lambda are finite.")]

  package static func check(
    _ attributes: AttributeList, _ report: inout ConstraintReport
  ) -> Bool {
    let values = [attributes.number("bias"), attributes.number("lambda")]
    return report.require(
      values.allSatisfy { $0.isFinite }, 2, "bias, lambda = \(values)",
      help: "give finite numbers")
  }

  package static func function(
    _ attributes: AttributeList
  ) -> @Sendable (Double) -> Double {
    let bias = attributes.number("bias")
    let lambda = attributes.number("lambda")
    return { x in x < -lambda ? x + bias : x > lambda ? x - bias : 0 }
  }
}
