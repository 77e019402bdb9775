import IR

/// The mean of each channel over the whole image.
package enum GlobalAveragePool: OperatorDefinition {
  package static let name = "global_average_pool"
  package static let summary = "The mean of each channel over the whole image."
  package static let details = """
    ```
    y[n, c, 0, 0] = sum(i, j, x[n, c, i, j]) / (H * W)
    ```

    On integers `y = zero + round(sum(x - zero) / (H * W))` with halves away from zero; scale and
    zero point stay.
    """
  package static let operands: [OperandSpec] = [.value("x", "the images, `[N, C, H, W]`")]
  package static let attributes: [AttributeSpec] = []
  package static let constraints: [Constraint] = [
    Constraint(1, "x has the four axes [N, C, H, W] and is f32, or i8 or u8 quantized per tensor.")
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    guard
      report.require(
        x.rank == 4 && (x.isFloat || x.isQuantizedActivation), 1, "x is \(x)",
        help: x.rank == 4 ? nil : "take reduce_mean over axes of your choice")
    else { return nil }
    return [x.reshaped([x.shape[0], x.shape[1], 1, 1])]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let images = results[0].elementCount
    let size = inputs[0].type.elementCount / images
    func pixels(_ image: Int) -> Range<Int> { image * size..<(image + 1) * size }
    if results[0].isFloat {
      let x = inputs[0].floats
      let y = (0..<images).map { image in
        Float(x[pixels(image)].reduce(0.0) { $0 + Double($1) } / Double(size))
      }
      return [Tensor(results[0], y)]
    }
    let (x, zero) = (inputs[0].integers, Int(inputs[0].type.commonZeroPoint))
    let y = (0..<images).map { image in
      let sum = x[pixels(image)].reduce(0) { $0 + Int($1) - zero }
      return Int32(zero + IntegerMean.roundedHalfAway(sum, size))
    }
    return [Tensor(results[0], integers: y)]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: call.operands[0].elementCount)
  }
}
