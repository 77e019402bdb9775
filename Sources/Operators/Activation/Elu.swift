import Foundation
import IR

/// The exponential linear unit.
package enum Elu: UnaryFunction {
  package static let name = "elu"
  package static let summary = "The exponential linear unit."
  package static let details = """
    ```
    y[i] = x[i] if x[i] >= 0, and else alpha * (e^x[i] - 1)
    ```
    """
  package static let attributes = [
    AttributeSpec("alpha", .number, "the limit of negative results", default: .number(1))
  ]
  package static let ownConstraints = [Constraint(2, "alpha is finite.")]

  package static func check(
    _ attributes: AttributeList, _ report: inout ConstraintReport
  ) -> Bool {
    let values = [attributes.number("alpha")]
    return report.require(
      values.allSatisfy { $0.isFinite }, 2, "alpha = \(values)",
      help: "give finite numbers")
  }

  package static func function(
    _ attributes: AttributeList
  ) -> @Sendable (Double) -> Double {
    let alpha = attributes.number("alpha")
    return { x in x >= 0 ? x : alpha * expm1(x) }
  }
}
