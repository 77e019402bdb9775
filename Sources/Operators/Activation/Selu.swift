import Foundation
import IR

/// The scaled exponential linear unit.
package enum Selu: UnaryFunction {
  package static let name = "selu"
  package static let summary = "The scaled exponential linear unit."
  package static let details = """
    ```
    y[i] = gamma * (x[i] if x[i] > 0, and else alpha * (e^x[i] - 1))
    ```
    """
  package static let attributes = [
    AttributeSpec(
      "alpha", .number, "the factor of the exponential part", default: .number(1.6732632423543772)),
    AttributeSpec("gamma", .number, "the factor of all", default: .number(1.0507009873554805)),
  ]
  package static let ownConstraints = [Constraint(2, "alpha and gamma are finite.")]

  package static func check(
    _ attributes: AttributeList, _ report: inout ConstraintReport
  ) -> Bool {
    let values = [attributes.number("alpha"), attributes.number("gamma")]
    return report.require(
      values.allSatisfy { $0.isFinite }, 2, "alpha, gamma = \(values)",
      help: "give finite numbers")
  }

  package static func function(
    _ attributes: AttributeList
  ) -> @Sendable (Double) -> Double {
    let alpha = attributes.number("alpha")
    let gamma = attributes.number("gamma")
    return { x in gamma * (x > 0 ? x : alpha * expm1(x)) }
  }
}
