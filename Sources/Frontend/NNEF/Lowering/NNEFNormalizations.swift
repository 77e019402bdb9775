import Basic
import IR

/// Lowers normalizations.
enum NNEFNormalizations {
  static func batch(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let shape = context.type(input).shape
    guard shape.count >= 2 else {
      throw context.refusal(
        NNEFRules.shapes, "the input is \(shape)", help: "axis 1 is that of the channels")
    }
    var operands = [input]
    for name in ["scale", "offset", "mean", "variance"] {
      if let vector = try context.vector(name, shape[1]) { operands.append(vector) }
    }
    return try context.result(
      "batch_norm", operands, [Attribute("epsilon", .number(context.number("epsilon")))])
  }

  static func softmax(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let x = try context.value("x")
    let axes = try context.axes("axes", rank: context.type(x).rank)
    if axes.count == 1 {
      return try context.result("softmax", [x], [Attribute("axis", .integer(axes[0]))])
    }
    guard !axes.isEmpty else { throw context.unsupported("axes is empty", help: "name an axis") }
    let reduction = [
      Attribute("axes", .integers(axes)), Attribute("keep_dimensions", .boolean(true)),
    ]
    let greatest = try context.step("max", "reduce_max", [x], reduction)
    let below = try context.step("shifted", "sub", [x, greatest])
    let powers = try context.step("exp", "exp", [below])
    let sum = try context.step("sum", "reduce_sum", [powers], reduction)
    return try context.result("div", [powers, sum])
  }

  static func localResponse(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let size = context.integers("size")
    guard size.count == context.type(input).rank, size.count >= 2, size.allSatisfy({ $0 > 0 })
    else {
      throw context.refusal(
        NNEFRules.shapes, "size is \(size), and the input \(context.type(input).shape)",
        help: "give a positive size for each axis")
    }
    let (alpha, beta, bias) = (
      context.number("alpha"), context.number("beta"), context.number("bias")
    )
    if size[0] == 1, size.dropFirst(2).allSatisfy({ $0 == 1 }) {
      return try context.result(
        "local_response_norm", [input],
        [
          Attribute("size", .integer(size[1])), Attribute("alpha", .number(alpha)),
          Attribute("beta", .number(beta)), Attribute("bias", .number(bias)),
        ])
    }
    let square = try context.step("square", "mul", [input, input])
    let mean = try localMean(of: square, "mean", &context)
    let factor = context.scalar("alpha", alpha, like: input)
    let scaled = try context.step("scaled", "mul", [mean, factor])
    let base = try context.step(
      "base", "add", [scaled, context.scalar("bias", bias, like: input)])
    let power = try context.step(
      "power", "pow", [base, context.scalar("beta", beta, like: input)])
    return try context.result("div", [input, power])
  }

  static func localMean(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let mean = try localMean(of: input, "mean", &context)
    return try context.result("sub", [input, mean])
  }

  static func localVariance(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let y = try dividedByDeviation(input, &context)
    return [context.wrap(y)]
  }

  static func localContrast(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let mean = try localMean(of: input, "mean", &context)
    let centered = try context.step("centered", "sub", [input, mean])
    let y = try dividedByDeviation(centered, &context)
    return [context.wrap(y)]
  }

  private static func dividedByDeviation(
    _ input: ID<Value>, _ context: inout NNEFContext
  ) throws(Refusal) -> ID<Value> {
    let square = try context.step("square", "mul", [input, input])
    let mean = try localMean(of: square, "variance", &context)
    let sigma = try context.step("sigma", "sqrt", [mean])
    return try divided(input, by: sigma, &context)
  }

  /// The mean under windows of `size` around each element, with zeros beyond the borders.
  private static func localMean(
    of input: ID<Value>, _ part: String, _ context: inout NNEFContext
  ) throws(Refusal) -> ID<Value> {
    for name in ["padding", "stride", "dilation"] { context.arguments[name] = .list([]) }
    context.arguments["border"] = .string("constant")
    let window = try NNEFPooling.window(input, &context)
    return try NNEFPooling.mean(input, window, "\(context.resultName).\(part)", &context)
  }

  static func absolute(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let magnitude = try context.step("magnitude", "abs", [input])
    let sigma = try sum(magnitude, "sigma", &context)
    let y = try divided(input, by: sigma, &context)
    return [context.wrap(y)]
  }

  static func euclidean(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let square = try context.step("square", "mul", [input, input])
    let total = try sum(square, "sum", &context)
    let sigma = try context.step("sigma", "sqrt", [total])
    let y = try divided(input, by: sigma, &context)
    return [context.wrap(y)]
  }

  private static func sum(
    _ value: ID<Value>, _ part: String, _ context: inout NNEFContext
  ) throws(Refusal) -> ID<Value> {
    let axes = try context.axes("axes", rank: context.type(value).rank)
    guard !axes.isEmpty else { return value }
    return try context.step(
      part, "reduce_sum", [value],
      [Attribute("axes", .integers(axes)), Attribute("keep_dimensions", .boolean(true))])
  }

  /// `input / max(sigma + bias, epsilon)`.
  private static func divided(
    _ input: ID<Value>, by sigma: ID<Value>, _ context: inout NNEFContext
  ) throws(Refusal) -> ID<Value> {
    var divisor = sigma
    if context.number("bias") != 0 {
      let bias = context.scalar("bias", context.number("bias"), like: input)
      divisor = try context.step("biased", "add", [divisor, bias])
    }
    if context.number("epsilon") != 0 {
      let epsilon = context.scalar("epsilon", context.number("epsilon"), like: input)
      divisor = try context.step("bounded", "maximum", [divisor, epsilon])
    }
    return try context.add("div", [input, divisor])
  }
}
