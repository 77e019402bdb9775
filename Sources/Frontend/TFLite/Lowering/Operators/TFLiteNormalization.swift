import Basic
import IR

/// Normalizations along the last axis, and among channels, in floats.
enum TFLiteNormalization {
  static let operators = [
    TFLiteOperator(
      "L2_NORMALIZATION", becomes: ["mul", "reduce_sum", "sqrt", "maximum", "div"], normalize),
    TFLiteOperator(
      "LOG_SOFTMAX", becomes: ["reduce_max", "sub", "exp", "reduce_sum", "log"], logSoftmax),
    TFLiteOperator(
      "LOCAL_RESPONSE_NORMALIZATION", becomes: ["local_response_norm"], localResponse),
  ]

  /// What the kernel takes for the norm of elements that are next to nothing.
  private static let leastNorm = Double(Float(1e-6))

  private static func last(
    _ context: inout TFLiteContext
  ) throws(Refusal) -> (id: ID<Value>, layout: TFLiteLayout, axis: Int) {
    let x = try context.type(0)
    guard x.rank > 0, x.element == .f32 else {
      throw context.unsupported("x is \(x)", help: "dequantize it before")
    }
    let (id, layout) = try context.natural(0)
    return (id, layout, layout.position(of: x.rank - 1))
  }

  private static func normalize(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    try context.requireNoActivation()
    let (id, layout, axis) = try last(&context)
    let name = context.resultName(0, layout)
    let squares = try context.add("mul", [id, id], [], "\(name).squares")
    let sum = try context.reduce("reduce_sum", squares, [axis], keeps: true, name: "\(name).sum")
    let norm = try context.add("sqrt", [sum], [], "\(name).norm")
    let least = context.scalar("least", leastNorm, .f32)
    let divisor = try context.add("maximum", [norm, least], [], "\(name).divisor")
    return [context.result(try context.add("div", [id, divisor], [], name), layout)]
  }

  /// The difference from the greatest element, less the logarithm of the sum of exponentials.
  private static func logSoftmax(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let (id, layout, axis) = try last(&context)
    let name = context.resultName(0, layout)
    let greatest = try context.reduce(
      "reduce_max", id, [axis], keeps: true, name: "\(name).greatest")
    let difference = try context.add("sub", [id, greatest], [], "\(name).difference")
    let powers = try context.add("exp", [difference], [], "\(name).powers")
    let sum = try context.reduce("reduce_sum", powers, [axis], keeps: true, name: "\(name).sum")
    let logarithm = try context.add("log", [sum], [], "\(name).logarithm")
    return [context.result(try context.add("sub", [difference, logarithm], [], name), layout)]
  }

  /// Channels up to a radius on both sides; their factor is that of the sum, not of the mean.
  ///
  /// The reference kernel leaves out the last channel of each sum, and the kernel that is run does not.
  private static func localResponse(
    _ context: inout TFLiteContext
  ) throws(Refusal) -> [TFLiteValue] {
    let options = context.operation.options
    let radius = options.integer("radius")
    guard (0...1 << 20).contains(radius) else {
      throw context.unsupported("its radius is \(radius)")
    }
    let size = 2 * radius + 1
    let image = try context.value(operand: 0, .channelsFirst)
    let y = try context.add(
      "local_response_norm", [image],
      [
        Attribute("size", .integer(size)),
        Attribute("alpha", .number(Double(options.number("alpha")) * Double(size))),
        Attribute("beta", .number(Double(options.number("beta")))),
        Attribute("bias", .number(Double(options.number("bias")))),
      ], context.resultName(0, .channelsFirst))
    return [context.result(y, .channelsFirst)]
  }
}
