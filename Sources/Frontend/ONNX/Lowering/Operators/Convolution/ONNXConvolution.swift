import Basic
import IR

/// Convolution and transposed convolution of floats.
enum ONNXConvolution {
  static let operators = [
    ONNXOperator("Conv", becomes: ["conv2d"], ONNXSinglePrecision.wide(convolution)),
    ONNXOperator(
      "ConvTranspose", becomes: ["conv_transpose2d"], ONNXSinglePrecision.wide(transposed)),
  ]

  private static func convolution(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let (x, weight) = (try node.operand(0), try node.operand(1))
    let rank = try sharedRank(node, x, weight)
    let window = try self.window(node, x, weight)
    var operands = [try node.planes("images", x), try node.planes("filters", weight)]
    if let bias = node.optional(2) { operands.append(bias) }
    let groups = Attribute("groups", .integer(try node.integer("group", 1)))
    let y = try node.make(
      node.planePart("conv2d", rank: rank), "conv2d", operands,
      window.planeAttributes(window: nil, dilation: true) + [groups])
    return [try node.unplaned(y, rank: rank)]
  }

  /// The window of a convolution of `x` with the filters `weight`.
  static func window(
    _ node: ONNXContext, _ x: ID<Value>, _ weight: ID<Value>
  ) throws(Refusal) -> ONNXWindow {
    try ONNXWindow(
      node, images: Array(node.type(x).shape.dropFirst(2)),
      kernel: Array(node.type(weight).shape.dropFirst(2)))
  }

  /// The rank of images and filters, which must be one.
  static func sharedRank(
    _ node: ONNXContext, _ x: ID<Value>, _ weight: ID<Value>
  ) throws(Refusal) -> Int {
    let rank = node.type(x).rank
    guard node.type(weight).rank == rank else {
      throw node.unsupported(
        "the filters are \(node.type(weight).plainDescription) and the images "
          + node.type(x).plainDescription)
    }
    return rank
  }

  private static func transposed(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let (x, weight) = (try node.operand(0), try node.operand(1))
    let rank = try sharedRank(node, x, weight)
    var window = try self.window(node, x, weight)
    let extra = try resolvePadding(node, &window)
    var operands = [try node.planes("images", x), try node.planes("filters", weight)]
    if let bias = node.optional(2) { operands.append(bias) }
    let y = try node.make(
      node.planePart("conv_transpose2d", rank: rank), "conv_transpose2d", operands,
      window.planeAttributes(window: nil, dilation: true) + [
        Attribute("groups", .integer(try node.integer("group", 1))),
        Attribute("output_padding", .integers(extra.count == 1 ? [0] + extra : extra)),
      ])
    return [try node.unplaned(y, rank: rank)]
  }

  /// Sets what a transposed convolution takes away, and gives what it adds at the end.
  ///
  /// Where the result is stated and larger than what the images make, rows are added instead.
  private static func resolvePadding(
    _ node: ONNXContext, _ window: inout ONNXWindow
  ) throws(Refusal) -> [Int] {
    let (count, range) = (window.images.count, 0...ONNXWindow.limit)
    var extra =
      try ONNXWindow.list(node, "output_padding", count, range) ?? window.images.map { _ in 0 }
    let mode = try node.text("auto_pad", "NOTSET")
    var shape = try ONNXWindow.list(node, "output_shape", count, 1...ONNXWindow.limit)
    if shape == nil, mode.hasPrefix("SAME") {
      shape = zip(window.images, window.stride).map { $0 * $1 }
    }
    guard let shape else { return extra }
    for axis in window.images.indices {
      let whole =
        window.stride[axis] * (window.images[axis] - 1) + extra[axis] + window.extent(axis)
      let total = max(0, whole - shape[axis])
      extra[axis] += max(0, shape[axis] - whole)
      let less = total / 2
      (window.before[axis], window.after[axis]) =
        mode == "SAME_UPPER" ? (less, total - less) : (total - less, less)
    }
    return extra
  }
}
