import Basic
import IR

/// Transposed convolutions of images.
enum TFLiteTransposedConvolution {
  static let operators = [
    TFLiteOperator(
      "TRANSPOSE_CONV", becomes: ["conv_transpose2d", "conv2d", "relu", "clip", "requantize"],
      transposed)
  ]

  /// The operands are the shape of the result, the filter `[O, kh, kw, C]`, the images and a bias.
  private static func transposed(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let shape = try context.sizes(0, "output_shape", count: 4)
    let (filter, x) = (try context.type(1), try context.type(2))
    guard x.rank == 4, filter.rank == 4, !filter.shape.contains(0), x.shape[3] == filter.shape[3]
    else {
      throw context.unsupported(
        "x is \(x) and the filter \(filter.plainDescription)",
        help: "both have four axes and as many channels")
    }
    let size = [filter.shape[1], filter.shape[2]]
    guard TensorType.checkedElementCount(shape) != nil else {
      throw context.unsupported("the shape of the result is \(shape)")
    }
    // The padding is that of the convolution from the result back to x.
    let window = try context.window(image: [shape[1], shape[2]], size: size, dilated: false)
    var padding = Array(window.padding[0..<2])
    let activation = try context.activation()
    let name = context.resultName(0, .channelsFirst)
    guard !context.isQuantized(x) else {
      let convolution = TFLiteIntegerTransposedConvolution(
        stride: window.stride, kernel: size, padding: padding, size: [shape[1], shape[2]])
      let image = try context.value(operand: 2, .channelsFirst)
      let sums = try convolution.sums(&context, image, x, name: name)
      let y = try context.requantize(sums, to: try context.stated(), activation, name: name)
      return [context.result(y, .channelsFirst)]
    }
    var (after, extra) = ([0, 0], [0, 0])
    for axis in 0..<2 {
      let whole = (x.shape[axis + 1] - 1).multipliedReportingOverflow(by: window.stride[axis])
      guard !whole.overflow else { throw context.unsupported("its stride is \(window.stride)") }
      let rest = whole.partialValue + size[axis] - padding[axis] - shape[axis + 1]
      (after[axis], extra[axis]) = (max(0, rest), max(0, -rest))
    }
    padding += after
    var operands = [
      try context.value(operand: 2, .channelsFirst), try context.weight(1, x, [3, 0, 1, 2]),
    ]
    if context.has(3) { operands.append(try context.inFile(3)) }
    let y = try context.add(
      "conv_transpose2d", operands,
      [
        Attribute("stride", .integers(window.stride)), Attribute("padding", .integers(padding)),
        Attribute("output_padding", .integers(extra)),
      ], activation == .none ? name : "\(name).unlimited")
    return [context.result(try context.limit(y, activation, name: name), .channelsFirst)]
  }
}
