import Basic
import IR

/// Padding in its modes; a negative number takes elements away.
enum ONNXPadding {
  static let operators = [
    ONNXOperator("Pad", becomes: ["pad", "gather", "slice"], pad)
  ]

  private static func pad(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.movable(try node.operand(0))
    let rank = node.type(x).rank
    let isOld = node.version < 11
    let given = isOld ? try node.integers("pads") : try node.integers(1, "pads")
    let axesGiven = isOld ? nil : try node.integers(3, "axes")
    let axes = try node.axes(axesGiven ?? Array(0..<rank), rank: rank)
    guard let pads = given, pads.count == 2 * axes.count,
      pads.allSatisfy({ $0.magnitude < 1 << 31 })
    else {
      throw node.unsupported("pads is \(given ?? []), but there are \(axes.count) axes")
    }
    var (before, after) = ([Int](repeating: 0, count: rank), [Int](repeating: 0, count: rank))
    for (index, axis) in axes.enumerated() {
      (before[axis], after[axis]) = (pads[index], pads[index + axes.count])
    }
    let mode = try node.word("mode", ["constant", "reflect", "edge", "wrap"])
    if mode != "constant" { return [try repeated(&node, x, before, after, mode)] }
    var source = x
    for axis in 0..<rank where before[axis] < 0 || after[axis] < 0 {
      let size = node.type(source).shape[axis]
      let (start, end) = (max(0, -before[axis]), size - max(0, -after[axis]))
      guard start < end else { throw node.unsupported("pads \(pads) leave nothing") }
      source = try node.slice("cropped.\(axis)", source, axis: axis, start..<end)
    }
    let value =
      isOld ? try node.number("value", 0) : try node.known(2, "constant_value")?.numbers.first ?? 0
    guard node.type(source).element.isFloat || !value.isNaN else {
      throw node.unsupported("the value is no number, but the elements are integers")
    }
    return [
      try node.add(
        "pad", [source],
        [
          Attribute("before", .integers(before.map { max(0, $0) })),
          Attribute("after", .integers(after.map { max(0, $0) })),
          Attribute("value", .number(value)),
        ])
    ]
  }

  /// Elements of `x` again beyond its ends: a gather along each axis.
  private static func repeated(
    _ node: inout ONNXContext, _ x: ID<Value>, _ before: [Int], _ after: [Int], _ mode: String
  ) throws(Refusal) -> ID<Value> {
    var result = x
    for axis in before.indices where before[axis] != 0 || after[axis] != 0 {
      let size = node.type(result).shape[axis]
      let end = size + after[axis]
      guard -before[axis] < end, end + before[axis] <= ONNXContext.constantLimit else {
        throw node.unsupported("axis \(axis) would have \(end + before[axis]) elements")
      }
      let indices = (-before[axis]..<end).map { index -> Int64 in
        switch mode {
        case "edge": return Int64(min(max(index, 0), size - 1))
        case "wrap": return Int64(((index % size) + size) % size)
        default:
          guard size > 1 else { return 0 }
          let period = 2 * (size - 1)
          let place = ((index % period) + period) % period
          return Int64(place < size ? place : period - place)
        }
      }
      let list = node.constant(
        "axis\(axis).indices", Tensor(TensorType(.i64, [indices.count]), indices))
      result = try node.step(
        "axis\(axis)", "gather", [result, list], [Attribute("axis", .integer(axis))])
    }
    return result
  }
}
