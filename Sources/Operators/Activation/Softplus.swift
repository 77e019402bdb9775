import Foundation
import IR

/// The smooth rectifier.
package enum Softplus: UnaryFunction {
  package static let name = "softplus"
  package static let summary = "The smooth rectifier."
  package static let details = """
    ```
    y[i] = ln(1 + e^x[i])
    ```
    """

  package static func function(_: AttributeList) -> @Sendable (Double) -> Double {
    { x in max(x, 0) + log1p(exp(-x.magnitude)) }
  }
}
