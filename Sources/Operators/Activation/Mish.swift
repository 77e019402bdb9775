import Foundation
import IR

/// The mish function.
package enum Mish: UnaryFunction {
  package static let name = "mish"
  package static let summary = "The mish function."
  package static let details = """
    ```
    y[i] = x[i] * tanh(ln(1 + e^x[i]))
    ```
    """

  package static func function(_: AttributeList) -> @Sendable (Double) -> Double {
    { x in x * tanh(max(x, 0) + log1p(exp(-x.magnitude))) }
  }
}
