import Basic
import IR

/// Pooling under windows and over whole images.
enum ONNXPooling {
  static let operators = [
    ONNXOperator("MaxPool", becomes: ["max_pool2d"], maximum),
    ONNXOperator(
      "AveragePool", becomes: ["average_pool2d"],
      ONNXSinglePrecision.wide { (node: inout ONNXContext) throws(Refusal) in
        try average(&node, try node.operand(0), includes: try node.flag("count_include_pad"))
      }),
    ONNXOperator(
      "LpPool", becomes: ["abs", "pow", "average_pool2d", "mul"], ONNXSinglePrecision.wide(norm)),
    ONNXOperator(
      "GlobalAveragePool", becomes: ["global_average_pool", "reduce_mean"],
      ONNXSinglePrecision.wide { (node: inout ONNXContext) throws(Refusal) in
        let x = try node.operand(0)
        guard node.type(x).rank != 4 else { return [try node.add("global_average_pool", [x])] }
        return [try node.reduce(nil, "reduce_mean", x, try spatialAxes(node, x))]
      }),
    ONNXOperator("GlobalMaxPool", becomes: ["reduce_max"]) {
      (node: inout ONNXContext) throws(Refusal) in
      let x = try node.operand(0)
      return [try node.reduce(nil, "reduce_max", x, try spatialAxes(node, x))]
    },
    ONNXOperator("GlobalLpPool", becomes: ["abs", "pow", "reduce_sum"]) {
      (node: inout ONNXContext) throws(Refusal) in
      let x = try node.operand(0)
      let p = Double(try node.integer("p", 2))
      let powers = try node.make("powers", "pow", try node.step("magnitudes", "abs", [x]), p)
      let sum = try node.reduce("sum", "reduce_sum", powers, try spatialAxes(node, x))
      return [try node.make(nil, "pow", sum, 1 / p)]
    },
  ]

  private static func spatialAxes(
    _ node: ONNXContext, _ x: ID<Value>
  ) throws(Refusal) -> [Int] {
    guard node.type(x).rank >= 3 else { throw node.unsupported("x is \(node.type(x))") }
    return Array(2..<node.type(x).rank)
  }

  /// The window, with rows and columns added where the last windows are to be whole.
  private static func window(
    _ node: ONNXContext, _ x: ID<Value>
  ) throws(Refusal) -> (window: ONNXWindow, ceil: [Int]) {
    var window = try ONNXWindow(node, images: Array(node.type(x).shape.dropFirst(2)))
    guard window.dilation.allSatisfy({ $0 == 1 }) else {
      throw node.unsupported("dilations is \(window.dilation), but windows have no gaps here")
    }
    var ceil = window.images.map { _ in 0 }
    guard try node.flag("ceil_mode"), !window.isAutomatic else { return (window, ceil) }
    for axis in window.images.indices {
      let padded = window.images[axis] + window.before[axis] + window.after[axis]
      let rest = (padded - window.size[axis]) % window.stride[axis]
      guard rest > 0 else { continue }
      let added = window.stride[axis] - rest
      // A window that starts behind the image and what is before it is left out.
      let start = padded + added - window.size[axis]
      guard start < window.images[axis] + window.before[axis] else { continue }
      ceil[axis] = added
      window.after[axis] += added
    }
    return (window, ceil)
  }

  private static func maximum(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    guard !node.wants(1) else {
      throw node.unsupported("the result '\(node.name(of: 1))', the indices, is not computed")
    }
    let given = try node.operand(0)
    var x = given
    if node.type(x).element == .f16 || node.type(x).element == .bf16 {
      x = try node.cast(x, to: .f32)
    }
    if node.type(x).element.isInteger, node.type(x).quantization == nil {
      x = try node.statedAsIs("stated", x)
    }
    let rank = node.type(x).rank
    let images = try node.planes("images", x)
    let (window, _) = try window(node, x)
    var y = try node.make(
      node.planePart("max_pool2d", rank: rank), "max_pool2d", [images],
      window.planeAttributes(window: "window", dilation: false))
    y = try node.unplaned(y, rank: rank)
    if node.type(given).quantization == nil { y = try node.plain(y) }
    return [try node.cast(y, to: node.type(given).element)]
  }

  /// The mean under windows; padding counts as zeros if `includes`.
  private static func average(
    _ node: inout ONNXContext, _ x: ID<Value>, includes: Bool, part: String? = nil
  ) throws(Refusal) -> [ID<Value>] {
    let rank = node.type(x).rank
    let images = try node.planes("images", x)
    let (window, ceil) = try window(node, x)
    guard !includes || ceil.allSatisfy({ $0 == 0 }) else {
      throw node.unsupported("ceil_mode adds windows whose count of padding no window has here")
    }
    let attributes =
      window.planeAttributes(window: "window", dilation: false)
      + [Attribute("count_padding", .boolean(includes))]
    let y = try node.make(
      part ?? node.planePart("average_pool2d", rank: rank), "average_pool2d", [images], attributes)
    if part != nil, rank == 4 { return [y] }
    return [try node.unplaned(y, rank: rank)]
  }

  private static func norm(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.operand(0)
    let p = Double(try node.integer("p", 2))
    let powers = try node.make("powers", "pow", try node.step("magnitudes", "abs", [x]), p)
    guard node.type(x).rank == 4 else {
      throw node.unsupported("x is \(node.type(x).plainDescription), no image")
    }
    let (window, ceil) = try window(node, x)
    guard ceil.allSatisfy({ $0 == 0 }) else {
      throw node.unsupported("ceil_mode adds windows that reach beyond the padding")
    }
    let mean = try average(&node, powers, includes: true, part: "mean")[0]
    let sum = try node.make("sum", "mul", mean, Double(window.size.reduce(1, *)))
    return [try node.make(nil, "pow", sum, 1 / p)]
  }
}
