import Foundation
import IR

/// The hyperbolic tangent.
package enum Tanh: UnaryFunction {
  package static let name = "tanh"
  package static let summary = "The hyperbolic tangent."
  package static let details = """
    ```
    y[i] = (exp(x[i]) - exp(-x[i])) / (exp(x[i]) + exp(-x[i]))
    ```
    """

  package static func function(_ attributes: AttributeList) -> @Sendable (Double) -> Double {
    { tanh($0) }
  }
}
