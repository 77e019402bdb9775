import IR

/// Transposed two-dimensional convolution: every element of an image adds a multiple of a filter.
package enum ConvTranspose2D: OperatorDefinition {
  package static let name = "conv_transpose2d"
  package static let summary =
    "Transposed two-dimensional convolution: every element of an image adds a multiple of a filter."
  package static let details = """
    With `g = m / (M / groups)`, the group of output channel `m`, and the sum over the channels `c`
    of that group, the positions `i`, `j` of the kernel and the elements `r`, `s` of the image:

    ```
    y[n, m, p, q] = bias[m] + sum(x[n, c, r, s] * weight[c, m - g * (M / groups), i, j])
    p = r * stride[0] + i * dilation[0] - padding[0]
    q = s * stride[1] + j * dilation[1] - padding[1]
    ```

    ([dumoulin16] section 4.) The result has
    `(H - 1) * stride[0] + dilation[0] * (kh - 1) + 1 + output_padding[0] - top - bottom` rows, and
    columns likewise: padding takes rows away, and `output_padding` adds rows at the bottom, which
    tells apart the sizes that a strided convolution makes equal.

    In `.dnn`, `filters` and `kernel` give the shapes of the parameters, and `padding = [h, w]`
    stands for `[h, w, h, w]`.
    """
  package static let operands: [OperandSpec] = [
    .value("x", "the images, `[N, C, H, W]`"),
    .parameter("weight", "the filters, `[C, M / groups, kh, kw]`"),
    .parameter("bias", "what is added to each output channel, `[M]`", .optional),
  ]
  package static let attributes: [AttributeSpec] = [
    AttributeSpec(sourceOnly: "filters", .integer, "the number of output channels M"),
    AttributeSpec(sourceOnly: "kernel", .integers(count: 2), "the height and width of the filters"),
    AttributeSpec(
      sourceOnly: "bias", .boolean, "whether there is a bias", default: .boolean(true)),
    AttributeSpec(
      "stride", .integers(count: 2), "the distance of what neighbours of x add, down and right",
      default: .integers([1, 1])),
    AttributeSpec(
      "padding", .integers(count: 4), "the rows and columns taken away: top, left, bottom, right",
      default: .integers([0, 0, 0, 0])),
    AttributeSpec(
      "output_padding", .integers(count: 2), "the rows and columns added at the bottom and right",
      default: .integers([0, 0])),
    AttributeSpec(
      "dilation", .integers(count: 2), "the distance between neighbours of the kernel",
      default: .integers([1, 1])),
    AttributeSpec(
      "groups", .integer, "the number of groups that channels are split into",
      default: .integer(1)),
  ]
  package static let constraints: [Constraint] = [
    Constraint(1, "x has the four axes [N, C, H, W] and is f32."),
    Constraint(2, "weight has the four axes [C, M / groups, kh, kw] and is f32."),
    Constraint(3, "Axis 0 of weight has as many entries as x has channels."),
    Constraint(4, "groups is positive and divides the channels of x."),
    Constraint(5, "bias has the shape [M] and is f32."),
    Constraint(6, "Strides and dilations are positive."),
    Constraint(7, "Padding and output_padding are not negative."),
    Constraint(8, "Padding leaves a row and a column."),
    Constraint(9, "The result and what padding takes away have at most 2^31 elements."),
  ]

  /// How the result of a call is put together; the ranks have been checked.
  package static func geometry(_ call: OperatorCall) -> (
    rows: TransposedAxis, columns: TransposedAxis
  ) {
    let (x, weight) = (call.operands[0].shape, call.operands[1].shape)
    let stride = call.attributes.integers("stride")
    let padding = call.attributes.integers("padding")
    let extra = call.attributes.integers("output_padding")
    let dilation = call.attributes.integers("dilation")
    func axis(_ index: Int) -> TransposedAxis {
      TransposedAxis(
        input: x[2 + index], size: weight[2 + index], stride: stride[index],
        dilation: dilation[index], before: padding[index], after: padding[2 + index],
        extra: extra[index])
    }
    return (axis(0), axis(1))
  }

  /// The definition, summed in binary64 so that it can be an oracle.
  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let (x, weight) = (NDArray<Float>(inputs[0]), NDArray<Float>(inputs[1]))
    let bias = inputs.count > 2 ? inputs[2].floats : []
    let (rows, columns) = geometry(call)
    let groupChannels = x.shape[1] / call.attributes.integer("groups")
    let groupOutputs = weight.shape[1]
    let rowTaps = (0..<rows.output).map(rows.taps)
    let columnTaps = (0..<columns.output).map(columns.taps)
    var y: [Float] = []
    y.reserveCapacity(results[0].elementCount)
    for n in 0..<results[0].shape[0] {
      for m in 0..<results[0].shape[1] {
        let (group, o) = m.quotientAndRemainder(dividingBy: groupOutputs)
        for (rowTaps, columnTaps) in rowTaps.lazy.flatMap({ r in columnTaps.map { (r, $0) } }) {
          var sum = bias.isEmpty ? 0 : Double(bias[m])
          for c in group * groupChannels..<(group + 1) * groupChannels {
            for (i, r) in rowTaps {
              for (j, s) in columnTaps { sum += Double(x[n, c, r, s]) * Double(weight[c, o, i, j]) }
            }
          }
          y.append(Float(sum))
        }
      }
    }
    return [Tensor(results[0], y)]
  }

  /// A product for each element of x with each element of the filters of its group.
  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(macs: Saturating.product([call.operands[0].elementCount] + call.operands[1].shape[1...]))
  }
}
