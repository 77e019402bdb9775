import Foundation
import IR

/// The Gaussian error linear unit: every element weighted by the normal distribution up to it.
package enum Gelu: UnaryFunction {
  package static let name = "gelu"
  package static let summary =
    "The Gaussian error linear unit: every element weighted by the normal distribution up to it."
  package static let details = """
    ```
    y[i] = x[i] / 2 * (1 + erf(x[i] / sqrt(2)))                                      none
    y[i] = x[i] / 2 * (1 + tanh(sqrt(2 / pi) * (x[i] + 0.044715 * x[i] ^ 3)))        tanh
    ```
    """
  package static let attributes = [
    AttributeSpec(
      "approximation", .symbol(["none", "tanh"]), "how the distribution is computed",
      default: .symbol("none"))
  ]

  package static func function(_ attributes: AttributeList) -> @Sendable (Double) -> Double {
    if attributes.symbol("approximation") == "tanh" {
      let factor = (2 / Double.pi).squareRoot()
      return { $0 / 2 * (1 + tanh(factor * ($0 + 0.044715 * $0 * $0 * $0))) }
    }
    // 1 + erf(x) is written as erfc(-x), which keeps its digits where the sum is near zero.
    let factor = 0.5.squareRoot()
    return { $0 / 2 * erfc(-factor * $0) }
  }
}
