import Basic
import IR
import Operators

/// Lowers convolutions and matrix products.
enum NNEFConvolutions {
  static func convolution(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let y = try convolve(
      input, filter: "filter", bias: "bias", groups: nil, context.resultName, &context)
    return [context.wrap(y)]
  }

  /// A convolution by the window that the arguments describe.
  ///
  /// - Parameter groups: the number of groups; the argument where it is `nil`.
  private static func convolve(
    _ input: ID<Value>, filter name: String, bias: String?, groups: Int?, _ result: String,
    _ context: inout NNEFContext
  ) throws(Refusal) -> ID<Value> {
    let shape = context.type(input).shape
    let filter = try context.tensor(name)
    guard filter.shape.count == shape.count, shape.count >= 3 else {
      throw context.refusal(
        NNEFRules.shapes, "the input is \(shape) and \(name) \(filter.shape)",
        help: "both have the same number of axes, and at least three")
    }
    let images = try context.images(input)
    var window = try NNEFWindow(
      image: Array(shape[2...]), size: Array(filter.shape[2...]), lead: 0, context)
    let padded = try context.padded(images, &window, unless: ["constant", "ignore"])
    var operands = [padded, try filterValue(filter, &context)]
    if let bias, let vector = try context.vector(bias, filter.shape[0], zero: true) {
      operands.append(vector)
    }
    let count = groups ?? context.integer("groups")
    return try context.imageResult(
      "conv2d", operands,
      [
        Attribute("stride", .integers(window.stride)),
        Attribute("padding", .integers(window.fourPaddings)),
        Attribute("dilation", .integers(window.dilation)),
        // No groups stand for one of each channel.
        Attribute("groups", .integer(count == 0 ? shape[1] : count)),
      ], rank: shape.count, name: result)
  }

  /// Filters with two spatial axes.
  private static func filterValue(
    _ filter: NNEFTensor, _ context: inout NNEFContext
  ) throws(Refusal) -> ID<Value> {
    var filter = filter
    if filter.shape.count == 3 { filter.shape.insert(1, at: 2) }
    return try context.materialize(filter)
  }

  static func separable(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let plane = try convolve(
      input, filter: "plane_filter", bias: nil, groups: 0, "\(context.resultName).plane", &context)
    let y = try point(plane, &context)
    return [context.wrap(y)]
  }

  /// The point-wise part of a separable convolution, with neither window nor padding.
  private static func point(
    _ plane: ID<Value>, _ context: inout NNEFContext
  ) throws(Refusal) -> ID<Value> {
    for name in ["padding", "stride", "dilation"] { context.arguments[name] = .list([]) }
    context.arguments["border"] = .string("constant")
    return try convolve(
      plane, filter: "point_filter", bias: "bias", groups: nil, context.resultName, &context)
  }

  static func transposed(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let y = try deconvolve(
      input, filter: "filter", bias: "bias", groups: nil, context.resultName, &context)
    return [context.wrap(y)]
  }

  static func separableTransposed(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let window = context.arguments
    for name in ["padding", "stride", "dilation", "output_shape"] {
      context.arguments[name] = .list([])
    }
    context.arguments["border"] = .string("constant")
    let point = try deconvolve(
      input, filter: "point_filter", bias: nil, groups: nil, "\(context.resultName).point", &context
    )
    context.arguments = window
    let y = try deconvolve(
      point, filter: "plane_filter", bias: "bias", groups: 0, context.resultName, &context)
    return [context.wrap(y)]
  }

  private static func deconvolve(
    _ input: ID<Value>, filter name: String, bias: String?, groups: Int?, _ result: String,
    _ context: inout NNEFContext
  ) throws(Refusal) -> ID<Value> {
    let shape = context.type(input).shape
    let filter = try context.tensor(name)
    let output = context.integers("output_shape")
    guard filter.shape.count == shape.count, shape.count >= 3,
      output.isEmpty || (output.count == shape.count && output.allSatisfy { $0 > 0 })
    else {
      throw context.refusal(
        NNEFRules.shapes,
        "the input is \(shape), \(name) \(filter.shape) and output_shape \(output)",
        help: "they have the same number of axes, and at least three")
    }
    let stated = groups ?? context.integer("groups")
    let count = stated == 0 ? (output.isEmpty ? shape[1] : output[1]) : stated
    let images = try context.images(input)
    // Padding is counted from the result, which is the stride times as large unless it is given.
    let stride = context.integers("stride")
    let wanted = shape.indices.dropFirst(2).map { axis in
      output.isEmpty
        ? Saturating.product(shape[axis], stride.isEmpty ? 1 : max(1, stride[axis - 2]))
        : output[axis]
    }
    guard stride.isEmpty || stride.count == shape.count - 2 else {
      throw context.refusal(
        NNEFRules.shapes, "stride is \(stride), and there are \(shape.count - 2) spatial axes")
    }
    let window = try NNEFWindow(
      image: wanted.map { min($0, TensorType.elementLimit) }, size: Array(filter.shape[2...]),
      lead: 0, context)
    guard !window.isPadded || ["constant", "ignore"].contains(window.border) else {
      throw context.unsupported(
        "border is '\(window.border)'", help: "a transposed convolution crops what is padded")
    }
    let surplus = try surplus(shape, output, window, context)
    var operands = [images, try filterValue(filter, &context)]
    let channels = Saturating.product(filter.shape[1], max(1, count))
    if let bias, let vector = try context.vector(bias, channels, zero: true) {
      operands.append(vector)
    }
    return try context.imageResult(
      "conv_transpose2d", operands,
      [
        Attribute("stride", .integers(window.stride)),
        Attribute("padding", .integers(window.fourPaddings)),
        Attribute("output_padding", .integers(surplus)),
        Attribute("dilation", .integers(window.dilation)),
        Attribute("groups", .integer(count)),
      ], rank: shape.count, name: result)
  }

  /// The rows and columns that the result has beyond what the window gives.
  private static func surplus(
    _ input: [Int], _ output: [Int], _ window: NNEFWindow, _ context: NNEFContext
  ) throws(Refusal) -> [Int] {
    guard !output.isEmpty || context.pairs("padding").isEmpty else { return [0, 0] }
    let spatial = input.count == 3 ? [1, input[2]] : Array(input[2...])
    return (0..<2).map { axis in
      let given = output.isEmpty ? nil : Array(output.dropFirst(2))
      let wanted =
        given.map { input.count == 3 ? [1, $0[0]][axis] : $0[axis] }
        ?? Saturating.product(spatial[axis], window.stride[axis])
      let (before, after) = window.padding[axis]
      let reached =
        Saturating.sum(
          Saturating.product(spatial[axis] - 1, window.stride[axis]),
          Saturating.product(window.dilation[axis], window.size[axis] - 1)) - before - after
      // What is out of range is refused by the operator, with the numbers.
      return min(max(wanted, 0), 1 << 32) - 1 - min(max(reached, -1 << 33), 1 << 33)
    }
  }

  static func linear(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let (input, filter) = (try context.value("input"), try context.value("filter"))
    let (x, weight) = (context.type(input).shape, context.type(filter).shape)
    guard x.count == 2, weight.count == 2 else {
      throw context.refusal(
        NNEFRules.shapes, "the input is \(x) and the filter \(weight)",
        help: "both have two axes; matmul takes more")
    }
    let bias = try context.vector("bias", weight[0], zero: true)
    return try context.result("dense", [input, filter] + [bias].compactMap { $0 })
  }

  static func product(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let (a, b) = (try context.tensor("A"), try context.tensor("B"))
    let rank = a.shape.count
    guard rank == b.shape.count, rank >= 2 else {
      throw context.refusal(
        NNEFRules.shapes, "A is \(a.shape) and B \(b.shape)",
        help: "both have the same number of axes, and at least two")
    }
    if let dense = try dense(a, b, &context) { return dense }
    // Axes that were put before those of a matrix alone are those that the operator broadcasts.
    let hasAll = [a, b].contains { $0.type.rank == rank }
    var operands: [ID<Value>] = []
    for (tensor, name) in [(a, "transposeA"), (b, "transposeB")] {
      let own = tensor.type.shape
      let isBroadcast =
        hasAll && own.count >= 2 && !context.flag(name)
        && [Int](repeating: 1, count: max(0, rank - own.count)) + own == tensor.shape
      var id = try context.materialize(isBroadcast ? tensor.viewed(as: own) : tensor)
      if context.flag(name) {
        let permutation = Array(0..<rank - 2) + [rank - 1, rank - 2]
        id = try context.builder.add(
          "transpose", [id], [Attribute("permutation", .integers(permutation))],
          name: "\(context.resultName).\(name.suffix(1).lowercased())")
      }
      operands.append(id)
    }
    return try context.result("matmul", operands)
  }

  /// A product with a constant matrix, transposed, which is a layer of units, with what is added to
  /// it; `nil` if the product is another.
  private static func dense(
    _ a: NNEFTensor, _ b: NNEFTensor, _ context: inout NNEFContext
  ) throws(Refusal) -> [NNEFValue]? {
    let rank = a.shape.count
    guard b.isConstant, context.flag("transposeB"), !context.flag("transposeA"),
      b.shape.dropLast(2).allSatisfy({ $0 == 1 }), a.type.element == .f32
    else { return nil }
    var operands = [
      try context.materialize(a), try context.materialize(b.viewed(as: Array(b.shape.suffix(2)))),
    ]
    let units = b.shape[rank - 2]
    if let addend = context.addend, addend.tensor.isConstant,
      addend.tensor.shape == [Int](repeating: 1, count: rank - 1) + [units]
    {
      operands.append(try context.materialize(addend.tensor.viewed(as: [units])))
      context.resultNames = addend.names
      context.builder.node.origin = context.resultName
      context.addend = nil
    }
    return try context.result("dense", operands)
  }
}

extension NNEFContext {
  /// An argument as one number for each of `channels`, or `nil` for zeros if `zero` says so.
  ///
  /// NNEF gives such values the shape [1, C] or [C]; a single number serves every channel.
  mutating func vector(
    _ name: String, _ channels: Int, zero: Bool = false
  ) throws(Refusal) -> ID<Value>? {
    if let value = number(of: name), channels != 1 || argument(name).tensor == nil {
      if zero, value == 0 { return nil }
      guard channels <= 1 << 24 else {
        throw unsupported("\(name) is one number for \(channels) channels")
      }
      return constant(
        name, Tensor([channels], floats: [Float](repeating: Float(value), count: channels)))
    }
    let tensor = try tensor(name)
    var shape = tensor.shape
    while shape.count > 1, shape.last == 1, shape.count > 2 || shape[0] == channels {
      shape.removeLast()
    }
    guard shape == [1, channels] || shape == [channels] else {
      throw refusal(
        NNEFRules.shapes, "\(name) is \(tensor.shape), and there are \(channels) channels",
        help: "give one number for each channel, as [1, \(channels)]")
    }
    return try materialize(tensor.viewed(as: [channels]), name: "\(resultName).\(name)")
  }
}
