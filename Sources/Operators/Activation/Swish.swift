import Foundation
import IR

/// The swish function, also called SiLU.
package enum Swish: UnaryFunction {
  package static let name = "swish"
  package static let summary = "The swish function, also called SiLU."
  package static let details = """
    ```
    y[i] = x[i] / (1 + e^(-alpha * x[i]))
    ```
    """
  package static let attributes = [
    AttributeSpec("alpha", .number, "the factor in the exponent", default: .number(1))
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
    return { x in x / (1 + exp(-alpha * x)) }
  }
}
