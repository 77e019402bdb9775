import Foundation
import IR

/// The rectifier with a threshold.
package enum ThresholdedRelu: UnaryFunction {
  package static let name = "thresholded_relu"
  package static let summary = "The rectifier with a threshold."
  package static let details = """
    ```
    y[i] = x[i] if x[i] > alpha, and else 0
    ```
    """
  package static let attributes = [
    AttributeSpec("alpha", .number, "the threshold", default: .number(1))
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
    return { x in x > alpha ? x : 0 }
  }
}
