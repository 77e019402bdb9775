import IR

/// Two-dimensional convolution of images with a set of filters, with groups.
package enum Conv2D: OperatorDefinition {
  package static let name = "conv2d"
  package static let summary = "Two-dimensional convolution of images with a set of filters."
  package static let details = """
    With `g = o / (O / groups)`, the group of output channel `o`, and the sum over the channels `c`
    of that group and the positions `i`, `j` of the kernel:

    ```
    y[n, o, p, q] = activation(bias[o] + sum(x[n, g * (C / groups) + c, r, s] * weight[o, c, i, j]))
    r = p * stride[0] - padding[0] + i * dilation[0]
    s = q * stride[1] - padding[1] + j * dilation[1]
    ```

    Positions outside the image contribute nothing. As in all frameworks the kernel is not mirrored.
    With `groups = C` every channel is convolved on its own (depth-wise). The result has
    `floor((H + top + bottom - dilation[0] * (kh - 1) - 1) / stride[0]) + 1` rows, and columns
    likewise.

    On integers the sum is of `(x - zero_x) * weight` in 32 bits, and the result is `i32` with the
    scale `scale_x * scale_weight`, exactly, and zero points 0; scales that differ between
    output channels make a result quantized along axis 1. A `requantize` brings it back to 8 bits.
    Integers of 16 bits are summed in 64, and the result is `i64`.

    In `.dnn`, `filters` and `kernel` give the shapes of the parameters, and `padding = [h, w]`
    stands for `[h, w, h, w]`.
    """
  package static let operands: [OperandSpec] = [
    .value("x", "the images, `[N, C, H, W]`"),
    .parameter("weight", "the filters, `[O, C / groups, kh, kw]`"),
    .parameter("bias", "what is added to each output channel, `[O]`", .optional),
  ]
  package static let attributes: [AttributeSpec] = [
    AttributeSpec(sourceOnly: "filters", .integer, "the number of output channels O"),
    AttributeSpec(sourceOnly: "kernel", .integers(count: 2), "the height and width of the filters"),
    AttributeSpec(
      sourceOnly: "bias", .boolean, "whether there is a bias", default: .boolean(true)),
    AttributeSpec(
      "stride", .integers(count: 2), "the steps down and right", default: .integers([1, 1])),
    AttributeSpec(
      "padding", .integers(count: 4), "the rows and columns added: top, left, bottom, right",
      default: .integers([0, 0, 0, 0])),
    AttributeSpec(
      "dilation", .integers(count: 2), "the distance between neighbours under the kernel",
      default: .integers([1, 1])),
    AttributeSpec(
      "groups", .integer, "the number of groups that channels are split into",
      default: .integer(1)),
    AttributeSpec(
      "activation", .activation, "applied to every element of a float result",
      default: .activation(.none)),
  ]
  package static let constraints: [Constraint] = [
    Constraint(
      1,
      "x has the four axes [N, C, H, W] and is f32, i8 or u8 quantized per tensor, or i16 with the zero "
        + "point 0."),
    Constraint(
      2,
      "weight has the four axes [O, C / groups, kh, kw]; it is f32 if x is, i16 quantized per tensor with "
        + "the zero point 0 if x is, and otherwise i8 or i4 with zero points 0, quantized per tensor or "
        + "along axis 0."),
    Constraint(3, "groups is positive and divides the channels of x and the filters."),
    Constraint(4, "Axis 1 of weight has C / groups entries."),
    Constraint(
      5,
      "bias has the shape [O]; it is f32 if x is, and otherwise of the integers of the result, not "
        + "quantized or with its scales and zero points 0."),
    Constraint(6, "Strides and dilations are positive."),
    Constraint(7, "Padding is not negative."),
    Constraint(8, "The dilated kernel fits into the padded image."),
    Constraint(
      9, "The lower bound of the activation is not above the upper; on integers it is none."),
    Constraint(10, "The product of the scales of x and weight is a positive finite f32."),
    Constraint(11, "On integers a sum has at most 65,536 products, so that its bits hold it."),
    Constraint(12, "The result has at most 2^31 elements."),
    Constraint(13, "The padded images have at most 2^31 elements."),
  ]

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let (result, bias) = (results[0], inputs.dropFirst(2).first)
    if result.isFloat { return [floats(call, inputs, result)] }
    return result.element == .i64
      ? [integers(call, inputs, result, bias: bias?.wideIntegers)]
      : [integers(call, inputs, result, bias: bias?.integers)]
  }

  /// The definition on floating-point numbers, summed in binary64 so that it can be an oracle.
  private static func floats(
    _ call: OperatorCall, _ inputs: [Tensor], _ result: TensorType
  ) -> Tensor {
    let (x, weight) = (NDArray<Float>(inputs[0]), NDArray<Float>(inputs[1]))
    let bias = inputs.count > 2 ? inputs[2].floats : []
    let activation = call.attributes.activation("activation")
    var y: [Float] = []
    y.reserveCapacity(result.elementCount)
    forEachWindow(call, result) { n, o, firstChannel, taps in
      var sum = bias.isEmpty ? 0 : Double(bias[o])
      for c in 0..<weight.shape[1] {
        for tap in taps {
          let pixel = x[n, firstChannel + c, tap.row, tap.column]
          sum += Double(pixel) * Double(weight[o, c, tap.i, tap.j])
        }
      }
      y.append(activation(Float(sum)))
    }
    return Tensor(result, y)
  }

  /// The definition on integers, in the bits of the result, which wrap around.
  private static func integers<Sum: FixedWidthInteger & TensorScalar>(
    _ call: OperatorCall, _ inputs: [Tensor], _ result: TensorType, bias: [Sum]?
  ) -> Tensor {
    let (x, weight) = (NDArray<Int32>(inputs[0]), NDArray<Int32>(inputs[1]))
    let zero = inputs[0].type.commonZeroPoint
    var y: [Sum] = []
    y.reserveCapacity(result.elementCount)
    forEachWindow(call, result) { n, o, firstChannel, taps in
      var sum = bias?[o] ?? 0
      for c in 0..<weight.shape[1] {
        for tap in taps {
          let pixel = x[n, firstChannel + c, tap.row, tap.column]
          sum &+= Sum(pixel &- zero) &* Sum(weight[o, c, tap.i, tap.j])
        }
      }
      y.append(sum)
    }
    return Tensor(result, y)
  }

  /// A position of the kernel with the position of the image that it lies on.
  private typealias Tap = (i: Int, j: Int, row: Int, column: Int)

  /// Calls `body` for each element `[n, o, p, q]` of the result in order, with the first channel of
  /// its group and the positions that lie in the image.
  private static func forEachWindow(
    _ call: OperatorCall, _ result: TensorType,
    _ body: (_ n: Int, _ o: Int, _ firstChannel: Int, _ taps: [Tap]) -> Void
  ) {
    let geometry = geometry(call)
    let (rows, columns) = (geometry.rows, geometry.columns)
    let windows = (0..<rows.output).flatMap { p in
      (0..<columns.output).map { q in
        rows.inside(p).flatMap { i in
          columns.inside(q).map { j in
            Tap(i: i, j: j, row: rows.source(p, i), column: columns.source(q, j))
          }
        }
      }
    }
    let filtersPerGroup = result.shape[1] / call.attributes.integer("groups")
    let channelsPerGroup = call.operands[1].shape[1]
    for n in 0..<result.shape[0] {
      for o in 0..<result.shape[1] {
        for taps in windows { body(n, o, o / filtersPerGroup * channelsPerGroup, taps) }
      }
    }
  }
}
