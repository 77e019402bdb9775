import IR

/// The swish function in straight lines and a parabola, as in MobileNetV3.
package enum HardSwish: UnaryFunction {
  package static let name = "hard_swish"
  package static let summary = "The swish function in straight lines and a parabola."
  package static let details = """
    ```
    y[i] = x[i] * min(max(x[i] / 6 + 1/2, 0), 1)
    ```
    """

  package static func function(_ attributes: AttributeList) -> @Sendable (Double) -> Double {
    { $0 * min(max($0 / 6 + 0.5, 0), 1) }
  }
}
