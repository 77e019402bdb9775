import IR

/// The rectifier with slopes of its own for negative elements.
package enum PRelu: ElementwiseBinary {
  package static let name = "prelu"
  package static let summary = "The rectifier with slopes of its own for negative elements."
  package static let details = """
    ```
    y[i] = x[i] >= 0 ? x[i] : slope[i] * x[i]
    ```

    The shape of `slope` broadcasts with that of `x`.
    """
  package static let operands: [OperandSpec] = [
    .value("x", "a float tensor of any shape"),
    .value("slope", "the factors of negative elements"),
  ]
  package static let typeSentence = "x and slope have one float type."

  package static func resultElement(_ a: TensorType, _ b: TensorType) -> ElementType? {
    a.isReal && b.isReal && a.element == b.element ? a.element : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    [
      NumberArithmetic.map(
        inputs[0], inputs[1], results[0], floats: { $0 < 0 ? $0 * $1 : $0 },
        integers: { x, _ in x })
    ]
  }
}
