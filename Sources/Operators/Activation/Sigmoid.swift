import Foundation
import IR

/// The logistic function.
package enum Sigmoid: UnaryFunction {
  package static let name = "sigmoid"
  package static let summary = "The logistic function."
  package static let details = """
    ```
    y[i] = 1 / (1 + exp(-x[i]))
    ```
    """

  package static func function(_ attributes: AttributeList) -> @Sendable (Double) -> Double {
    { 1 / (1 + exp(-$0)) }
  }
}
