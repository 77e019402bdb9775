import Foundation
import IR

/// The continuously differentiable exponential linear unit.
package enum Celu: UnaryFunction {
  package static let name = "celu"
  package static let summary = "The continuously differentiable exponential linear unit."
  package static let details = """
    ```
    y[i] = max(0, x[i]) + min(0, alpha * (e^(x[i] / alpha) - 1))
    ```
    """
  package static let attributes = [
    AttributeSpec("alpha", .number, "the limit of negative results", default: .number(1))
  ]
  package static let ownConstraints = [Constraint(2, "alpha is finite and not 0.")]

  package static func check(
    _ attributes: AttributeList, _ report: inout ConstraintReport
  ) -> Bool {
    let values = [attributes.number("alpha")]
    return report.require(
      values.allSatisfy { $0.isFinite && $0 != 0 }, 2, "alpha = \(values)",
      help: "give finite numbers")
  }

  package static func function(
    _ attributes: AttributeList
  ) -> @Sendable (Double) -> Double {
    let alpha = attributes.number("alpha")
    return { x in max(0, x) + min(0, alpha * expm1(x / alpha)) }
  }
}
