import Basic
import IR
import Operators

/// Lowers what moves elements without computing.
enum NNEFShapes {
  static func reshape(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.tensor("input")
    let (rank, start) = (input.shape.count, context.integer("axis_start"))
    let given = context.integer("axis_count")
    guard (0...rank).contains(start), given >= -1, start + max(0, given) <= rank else {
      throw context.refusal(
        NNEFRules.shapes, "axis_start is \(start), axis_count \(given), and there are \(rank) axes")
    }
    let count = given == -1 ? rank - start : given
    let shape = context.integers("shape")
    let x = try context.materialize(input)
    if let axis = flattenedAxis(shape, start: start, count: given, input.shape) {
      return try context.result("flatten", [x], [Attribute("axis", .integer(axis))])
    }
    var sizes = shape
    for (index, size) in shape.enumerated() where size == 0 {
      guard start + index < rank else {
        throw context.refusal(
          NNEFRules.shapes, "shape is \(shape), and there is no axis \(start + index) to copy")
      }
      sizes[index] = input.shape[start + index]
    }
    sizes = input.shape[..<start] + sizes + input.shape[(start + count)...]
    return try context.result("reshape", [x], [Attribute("shape", .integers(sizes))])
  }

  /// The axis of a `flatten` that makes a matrix, or `nil` if this is another reshape.
  ///
  /// [0, -1] keeps the first axis. Others are written with the number of all axes.
  private static func flattenedAxis(
    _ shape: [Int], start: Int, count: Int, _ input: [Int]
  ) -> Int? {
    if shape == [-1], start == 1, count == -1 || count == input.count - 1 { return 1 }
    guard shape.count == 2, start == 0, shape[1] == -1 else { return nil }
    if shape[0] == 0, !input.isEmpty { return count == -1 || count == input.count ? 1 : nil }
    guard count == input.count, count > 0 else { return nil }
    var product = 1
    for axis in 0...input.count {
      if product == shape[0] { return axis }
      if axis < input.count { product *= input[axis] }
    }
    return nil
  }

  static func transpose(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let (axes, rank) = (context.integers("axes"), context.type(input).rank)
    // Axes that are not named stay behind those that are.
    let permutation = axes + (axes.count < rank ? Array(axes.count..<rank) : [])
    return try context.result(
      "transpose", [input], [Attribute("permutation", .integers(permutation))])
  }

  static func concat(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let values = try context.values("values")
    return try context.result(
      "concat", values, [Attribute("axis", .integer(context.integer("axis")))])
  }

  static func split(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let value = try context.value("value")
    let shape = context.type(value).shape
    let axis = try axis(context, rank: shape.count)
    let ratios = context.integers("ratios")
    let total = ratios.reduce(0) { Saturating.sum($0, max(0, $1)) }
    guard !ratios.isEmpty, ratios.allSatisfy({ $0 > 0 }), shape[axis] % total == 0 else {
      throw context.refusal(
        NNEFRules.shapes, "ratios is \(ratios), and axis \(axis) has \(shape[axis]) entries",
        help: "ratios are positive and their sum divides the entries")
    }
    var parts: [NNEFValue] = []
    var start = 0
    for (index, ratio) in ratios.enumerated() {
      let end = start + ratio * (shape[axis] / total)
      let name = listName(index, context)
      parts.append(
        contentsOf: try context.result(
          "slice", [value], slice(shape, [axis: (start, end, 1)]), name: name))
      start = end
    }
    return [.list(parts)]
  }

  /// The name of an entry of a result that is a list.
  private static func listName(_ index: Int, _ context: NNEFContext) -> String {
    let names = context.resultNames.first ?? []
    return index < names.count ? names[index] : "\(context.resultName).\(index)"
  }

  private static func axis(
    _ context: NNEFContext, rank: Int
  ) throws(Refusal) -> Int {
    let axis = context.integer("axis")
    guard (0..<rank).contains(axis) else {
      throw context.refusal(NNEFRules.shapes, "axis is \(axis), and there are \(rank) axes")
    }
    return axis
  }

  /// The attributes of a slice that takes all of the axes that are not given.
  private static func slice(
    _ shape: [Int], _ given: [Int: (start: Int, end: Int, step: Int)]
  ) -> [Attribute] {
    let ranges = shape.indices.map { given[$0] ?? (0, shape[$0], 1) }
    return [
      Attribute("starts", .integers(ranges.map(\.start))),
      Attribute("ends", .integers(ranges.map(\.end))),
      Attribute("steps", .integers(ranges.map(\.step))),
    ]
  }

  static func slice(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let shape = context.type(input).shape
    let axes = try context.axes("axes", rank: shape.count)
    let (begin, end) = (context.integers("begin"), context.integers("end"))
    let given = context.integers("stride")
    let stride = given.isEmpty ? [Int](repeating: 1, count: axes.count) : given
    guard begin.count == axes.count, end.count == axes.count, stride.count == axes.count,
      !stride.contains(0)
    else {
      throw context.refusal(
        NNEFRules.shapes,
        "axes, begin, end and stride are \(axes), \(begin), \(end) and \(stride)",
        help: "they are as many, and no stride is 0")
    }
    var ranges: [Int: (start: Int, end: Int, step: Int)] = [:]
    var reversed: [Int] = []
    for (index, axis) in axes.enumerated() {
      let size = shape[axis]
      guard stride[index] < 0 else {
        // An end of 0 is that of the axis.
        let last = end[index] == 0 && stride[index] == 1 ? size : end[index]
        ranges[axis] = (begin[index], last, stride[index])
        continue
      }
      let range = try backwards(
        axis, begin[index], end[index], stride[index], size: size, context)
      ranges[axis] = range
      reversed.append(axis)
    }
    let attributes = slice(shape, ranges)
    let isWhole = ranges.allSatisfy { $0.value == (0, shape[$0.key], 1) }
    guard !reversed.isEmpty else { return try context.result("slice", [input], attributes) }
    let part = isWhole ? input : try context.step("part", "slice", [input], attributes)
    return try context.result("reverse", [part], [Attribute("axes", .integers(reversed))])
  }

  /// The stretch that a slice with a negative stride reads, from its last index to its first.
  private static func backwards(
    _ axis: Int, _ begin: Int, _ end: Int, _ stride: Int, size: Int, _ context: NNEFContext
  ) throws(Refusal) -> (start: Int, end: Int, step: Int) {
    let first = begin < 0 ? begin + size : begin
    let last = max(-1, end < 0 ? end + size : end)
    guard (0..<size).contains(first), last < first else {
      throw context.refusal(
        NNEFRules.shapes,
        "along axis \(axis) with \(size) entries, begin \(begin), end \(end) and stride \(stride) "
          + "take nothing")
    }
    let count = (first - last - 1) / -stride + 1
    return (first + (count - 1) * stride, first + 1, -stride)
  }

  static func squeeze(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.tensor("input")
    let axes = try context.axes("axes", rank: input.shape.count)
    guard axes.allSatisfy({ input.shape[$0] == 1 }) else {
      throw context.refusal(
        NNEFRules.shapes, "the shape is \(input.shape), and axes \(axes) are not all of size 1")
    }
    let shape = input.shape.enumerated().filter { !axes.contains($0.offset) }.map(\.element)
    return try reshaped(input, shape, &context)
  }

  static func unsqueeze(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.tensor("input")
    let axes = context.integers("axes")
    let rank = input.shape.count + axes.count
    guard axes.allSatisfy({ (0..<rank).contains($0) }), Set(axes).count == axes.count else {
      throw context.refusal(
        NNEFRules.shapes, "axes is \(axes), and the result has \(rank) axes")
    }
    var rest = input.shape[...]
    let shape = (0..<rank).map { axes.contains($0) ? 1 : rest.popFirst() ?? 1 }
    if context.isInlined { return [.tensor(input.viewed(as: shape))] }
    return try reshaped(input, shape, &context)
  }

  /// The tensor in another shape; a constant is only seen in it.
  private static func reshaped(
    _ input: NNEFTensor, _ shape: [Int], _ context: inout NNEFContext
  ) throws(Refusal) -> [NNEFValue] {
    if input.isConstant { return [.tensor(input.viewed(as: shape))] }
    let x = try context.materialize(input)
    return try context.result("reshape", [x], [Attribute("shape", .integers(shape))])
  }

  static func stack(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    var parts: [ID<Value>] = []
    for value in try context.values("values") {
      var shape = context.type(value).shape
      let axis = try axis(context, rank: shape.count + 1)
      shape.insert(1, at: axis)
      parts.append(try context.reshape(value, to: shape))
    }
    return try context.result(
      "concat", parts, [Attribute("axis", .integer(context.integer("axis")))])
  }

  static func unstack(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let value = try context.value("value")
    let shape = context.type(value).shape
    let axis = try axis(context, rank: shape.count)
    guard shape[axis] <= 4096 else {
      throw context.unsupported("axis \(axis) has \(shape[axis]) entries; the most is 4096")
    }
    var rest = shape
    rest.remove(at: axis)
    var parts: [NNEFValue] = []
    for index in 0..<shape[axis] {
      let name = listName(index, context)
      let part = try context.add(
        "slice", [value], slice(shape, [axis: (index, index + 1, 1)]), name: "\(name).slice")
      let entry = try context.reshape(part, to: rest, name: name)
      parts.append(context.wrap(entry))
    }
    return [.list(parts)]
  }

  static func tile(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    return try context.result(
      "tile", [input], [Attribute("repeats", .integers(context.integers("repeats")))])
  }

  static func pad(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    let padding = context.pairs("padding")
    guard padding.count == context.type(input).rank else {
      throw context.refusal(
        NNEFRules.shapes,
        "padding has \(padding.count) pairs, and there are \(context.type(input).rank) axes")
    }
    let padded = try NNEFPadding.pad(
      input, padding, border: context.text("border"), value: context.number("value"),
      name: context.resultName, &context)
    return [context.wrap(padded)]
  }

  static func gather(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let (input, indices) = (try context.value("input"), try context.value("indices"))
    return try context.result(
      "gather", [input, indices], [Attribute("axis", .integer(context.integer("axis")))])
  }
}
