import Basic
import IR
import Operators

/// Convolutions of images.
enum TFLiteConvolution {
  static let operators = [
    TFLiteOperator("CONV_2D", becomes: ["conv2d", "requantize"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try convolution(&context, isDepthwise: false)]
    },
    TFLiteOperator("DEPTHWISE_CONV_2D", becomes: ["conv2d", "requantize"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try convolution(&context, isDepthwise: true)]
    },
  ]

  /// The axis of the file that each axis of `[O, C / groups, kh, kw]` comes from.
  ///
  /// A depth-wise filter is `[1, kh, kw, C · multiplier]` there, any other `[O, kh, kw, C / groups]`.
  private static func permutation(isDepthwise: Bool) -> [Int] {
    isDepthwise ? [3, 0, 1, 2] : [0, 3, 1, 2]
  }

  private static func convolution(
    _ context: inout TFLiteContext, isDepthwise: Bool
  ) throws(Refusal) -> TFLiteValue {
    let (x, filter) = (try context.type(0), try context.type(1))
    guard x.rank == 4, filter.rank == 4, !filter.shape.contains(0) else {
      throw context.unsupported(
        "x is \(x.plainDescription) and the filter \(filter.plainDescription)",
        help: "both have four axes")
    }
    let channels = x.shape[3]
    guard isDepthwise || channels % filter.shape[3] == 0 else {
      throw context.unsupported(
        "the filter reads \(filter.shape[3]) channels, and x has \(channels)")
    }
    let window = try context.window(
      image: [x.shape[1], x.shape[2]], size: [filter.shape[1], filter.shape[2]], dilated: true)
    let groups = isDepthwise ? channels : channels / filter.shape[3]
    var operands = [
      try context.value(operand: 0, .channelsFirst),
      try context.weight(1, x, permutation(isDepthwise: isDepthwise)),
    ]
    if context.has(2) { operands.append(try context.inFile(2)) }
    let activation = try context.activation()
    let attributes =
      window.attributes(dilated: true) + [Attribute("groups", .integer(groups))]
    let name = context.resultName(0, .channelsFirst)
    guard context.isQuantized(x) else {
      let y = try context.add(
        "conv2d", operands, attributes + [Attribute("activation", .activation(activation))], name)
      return context.result(y, .channelsFirst)
    }
    let sums = try context.step("sum", "conv2d", operands, attributes)
    let y = try context.requantize(
      sums, to: try context.stated(), rounding: .tfliteDouble, activation, name: name)
    return context.result(y, .channelsFirst)
  }
}
