import Basic
import IR

/// How a window moves over the last axes of a tensor: the attributes that convolutions and poolings
/// of ONNX share, with `auto_pad` resolved to sizes.
struct ONNXWindow {
  /// The sizes of the images along the axes that the window moves over.
  let images: [Int]

  /// The size of the window along each of these axes.
  let size: [Int]

  /// The distance between neighbouring windows.
  let stride: [Int]

  /// The distance between neighbours under one window.
  let dilation: [Int]

  /// What is added before the images.
  var before: [Int]

  /// What is added behind the images.
  var after: [Int]

  /// Whether the padding follows from the sizes, not from the attribute `pads`.
  let isAutomatic: Bool

  /// The largest number that an attribute may be: sums of a few products stay within an `Int`.
  static let limit = 1 << 31

  /// Reads the attributes.
  ///
  /// - Parameters:
  ///   - images: the sizes along the axes that the window moves over.
  ///   - kernel: the size of the window if an operand states it.
  init(_ node: ONNXContext, images: [Int], kernel: [Int]? = nil) throws(Refusal) {
    let ones = [Int](repeating: 1, count: images.count)
    let given = try Self.list(node, "kernel_shape", images.count, 1...Self.limit)
    guard let size = given ?? kernel, kernel == nil || kernel == size else {
      throw node.unsupported(
        kernel.map { "kernel_shape is \(given ?? []), but the kernel is \($0)" }
          ?? "kernel_shape is missing")
    }
    self.images = images
    self.size = size
    stride = try Self.list(node, "strides", images.count, 1...Self.limit) ?? ones
    dilation = try Self.list(node, "dilations", images.count, 1...Self.limit) ?? ones
    let mode = try node.word("auto_pad", ["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"])
    isAutomatic = mode != "NOTSET"
    let pads = try Self.list(node, "pads", 2 * images.count, -Self.limit...Self.limit)
    let zeros = images.map { _ in 0 }
    before = isAutomatic ? zeros : pads.map { Array($0.prefix(images.count)) } ?? zeros
    after = isAutomatic ? zeros : pads.map { Array($0.suffix(images.count)) } ?? zeros
    guard mode.hasPrefix("SAME") else { return }
    for axis in images.indices {
      let windows = (images[axis] + stride[axis] - 1) / stride[axis]
      let total = max(0, (windows - 1) * stride[axis] + extent(axis) - images[axis])
      let less = total / 2
      (before[axis], after[axis]) =
        mode == "SAME_UPPER" ? (less, total - less) : (total - less, less)
    }
  }

  /// The positions from the first to the last under a window.
  func extent(_ axis: Int) -> Int { (size[axis] - 1) * dilation[axis] + 1 }

  /// A list of `count` numbers in `range`, or `nil` if it is not given.
  static func list(
    _ node: ONNXContext, _ name: String, _ count: Int, _ range: ClosedRange<Int>
  ) throws(Refusal) -> [Int]? {
    guard let values = try node.integers(name) else { return nil }
    guard values.count == count, values.allSatisfy(range.contains) else {
      throw node.refusal(
        ONNXNodeRules.attributeKind,
        "\(name) is \(values), but wants \(count) numbers from \(range.lowerBound) to "
          + "\(range.upperBound)")
    }
    return values
  }

  /// The attributes of an operator that works on planes; with one axis there is a plane of one row.
  func planeAttributes(window: String?, dilation: Bool) -> [Attribute] {
    func plane(_ values: [Int], _ other: Int) -> [Int] {
      values.count == 1 ? [other] + values : values
    }
    var list = [
      Attribute("stride", .integers(plane(stride, 1))),
      Attribute("padding", .integers(plane(before, 0) + plane(after, 0))),
    ]
    if let window { list.append(Attribute(window, .integers(plane(size, 1)))) }
    if dilation { list.append(Attribute("dilation", .integers(plane(self.dilation, 1)))) }
    return list
  }
}

extension ONNXContext {
  /// Images `[N, C, H, W]`; of `[N, C, L]` each becomes one row.
  ///
  /// Other ranks are refused: the operators of the IR work on planes.
  mutating func planes(_ part: String, _ x: ID<Value>) throws(Refusal) -> ID<Value> {
    let shape = type(x).shape
    guard shape.count == 3 || shape.count == 4 else {
      throw unsupported(
        "'\(builder.name(x))' is \(type(x).plainDescription), with \(max(0, shape.count - 2)) axes "
          + "that the window moves over",
        help: "there are forms for one and two axes")
    }
    return shape.count == 4 ? x : try shaped(part, x, [shape[0], shape[1], 1, shape[2]])
  }

  /// The result of an operator on planes, as one of rank `rank` if they were rows.
  mutating func unplaned(_ y: ID<Value>, rank: Int) throws(Refusal) -> ID<Value> {
    let shape = type(y).shape
    return rank == 4 ? y : try shaped(nil, y, [shape[0], shape[1], shape[3]])
  }

  /// The part of the name of an operator on planes: none if its result is the node's.
  func planePart(_ kind: String, rank: Int) -> String? { rank == 4 ? nil : kind }
}
