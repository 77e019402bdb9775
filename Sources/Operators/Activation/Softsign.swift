import Foundation
import IR

/// The sign, made smooth.
package enum Softsign: UnaryFunction {
  package static let name = "softsign"
  package static let summary = "The sign, made smooth."
  package static let details = """
    ```
    y[i] = x[i] / (1 + |x[i]|)
    ```
    """

  package static func function(_: AttributeList) -> @Sendable (Double) -> Double {
    { x in x / (1 + x.magnitude) }
  }
}
