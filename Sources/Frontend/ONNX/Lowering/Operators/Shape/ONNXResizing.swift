import Basic
import IR

/// Resizing, whose result has the sizes that operands state or scales make.
enum ONNXResizing {
  static let operators = [
    ONNXOperator("Resize", becomes: ["resize"], resize),
    ONNXOperator("Upsample", becomes: ["resize"], upsample),
  ]

  private static func upsample(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.operand(0)
    let shape = node.type(x).shape
    let attribute = try node.numbers("scales")
    let operand = try node.known(1, "scales")?.floats
    let scales = (operand ?? attribute ?? []).map { Double($0) }
    guard scales.count == shape.count else {
      throw node.unsupported("scales has \(scales.count) entries for \(shape.count) axes")
    }
    let mode = try node.text("mode", "nearest")
    return [
      try add(
        &node, x, try sizes(node, shape, scales), scales,
        mode: mode == "bilinear" ? "linear" : mode,
        coordinates: "asymmetric", nearest: "floor")
    ]
  }

  private static func sizes(
    _ node: ONNXContext, _ shape: [Int], _ scales: [Double]
  ) throws(Refusal) -> [Int] {
    var result: [Int] = []
    for (size, scale) in zip(shape, scales) {
      let wanted = (Double(size) * scale).rounded(.down)
      guard wanted >= 1, wanted < 0x1p31 else {
        throw node.unsupported("a scale is \(NumberText.shortest(scale)) for \(size) elements")
      }
      result.append(Int(wanted))
    }
    return result
  }

  private static func resize(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.operand(0)
    let shape = node.type(x).shape
    let isOld = node.version < 11
    let axes = try node.axes(try node.integers("axes") ?? Array(shape.indices), rank: shape.count)
    let given = try node.known(isOld ? 1 : 2, "scales")?.floats ?? []
    var scales = shape.map { _ in 1.0 }
    var sizes = shape
    if given.count > 0 {
      guard given.count == axes.count else {
        throw node.unsupported("there are \(given.count) scales for \(axes.count) axes")
      }
      for (axis, scale) in zip(axes, given) { scales[axis] = Double(scale) }
      sizes = try Self.sizes(node, shape, scales)
    } else if let wanted = try node.integers(3, "sizes") {
      guard wanted.count == axes.count, wanted.allSatisfy({ $0 > 0 }) else {
        throw node.unsupported("sizes is \(wanted) for \(axes.count) axes")
      }
      for (axis, size) in zip(axes, wanted) {
        scales[axis] = Double(size) / Double(shape[axis])
        sizes[axis] = size
      }
      let policy = try node.word(
        "keep_aspect_ratio_policy", ["stretch", "not_larger", "not_smaller"])
      if policy != "stretch" {
        let ratios = axes.map { scales[$0] }
        let ratio = (policy == "not_larger" ? ratios.min() : ratios.max()) ?? 1
        for axis in axes {
          scales[axis] = ratio
          sizes[axis] = max(1, Int((ratio * Double(shape[axis])).rounded(.toNearestOrAwayFromZero)))
        }
      }
    } else {
      throw node.refusal(ONNXNodeRules.operandCount, "neither scales nor sizes are given")
    }
    return [
      try add(
        &node, x, sizes, scales,
        mode: try node.word("mode", ["nearest", "linear", "cubic"]),
        coordinates: isOld
          ? "asymmetric"
          : try node.word(
            "coordinate_transformation_mode",
            [
              "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners",
              "asymmetric", "tf_half_pixel_for_nn",
            ]),
        nearest: isOld
          ? "floor"
          : try node.word(
            "nearest_mode", ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]))
    ]
  }

  private static func add(
    _ node: inout ONNXContext, _ x: ID<Value>, _ sizes: [Int], _ scales: [Double], mode: String,
    coordinates: String, nearest: String
  ) throws(Refusal) -> ID<Value> {
    let element = node.type(x).element
    let source = mode == "nearest" ? try node.movable(x) : try node.cast(x, to: .f32)
    let y = try node.make(
      node.type(source).element == element ? nil : "resized", "resize", [source],
      [
        Attribute("shape", .integers(sizes)), Attribute("scales", .numbers(scales)),
        Attribute("mode", .symbol(mode)), Attribute("coordinates", .symbol(coordinates)),
        Attribute("nearest", .symbol(nearest)),
        Attribute("cubic_a", .number(try node.number("cubic_coeff_a", -0.75))),
        Attribute("exclude_outside", .boolean(try node.flag("exclude_outside"))),
        Attribute("antialias", .boolean(try node.flag("antialias"))),
      ])
    return mode == "nearest" ? y : try node.cast(y, to: element)
  }
}
