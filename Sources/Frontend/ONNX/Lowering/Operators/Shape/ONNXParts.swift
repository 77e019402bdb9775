import Basic
import IR

/// Operators that join tensors and take parts of them.
enum ONNXParts {
  static let operators = [
    ONNXOperator("Concat", becomes: ["concat"], concat),
    ONNXOperator("Split", becomes: ["slice"], split),
    ONNXOperator("Slice", becomes: ["slice", "reverse"], slice),
    ONNXOperator("Trilu", becomes: ["select"], triangle),
  ]

  private static func concat(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    var parts: [ID<Value>] = []
    for index in node.operands.indices { parts.append(try node.operand(index)) }
    let full = parts.filter { !node.isEmpty($0) }
    guard let first = full.first else {
      guard let any = parts.first else {
        throw node.refusal(ONNXNodeRules.operandCount, "there is no operand")
      }
      return [any]
    }
    let axis = try node.axis(try node.requiredInteger("axis"), rank: node.type(first).rank)
    let moved = try node.movable(full)
    if moved.count == 1 { return moved }
    return [try node.add("concat", moved, [Attribute("axis", .integer(axis))])]
  }

  private static func split(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.movable(try node.operand(0))
    let shape = node.type(x).shape
    let axis = try node.axis(try node.integer("axis", 0), rank: shape.count)
    let operand = try node.integers(1, "split")
    let attribute = try node.integers("split")
    var sizes = operand ?? attribute ?? []
    if sizes.isEmpty {
      let count = try node.integer("num_outputs", node.node.outputs.count)
      guard count > 0 else { throw node.unsupported("it has \(count) results") }
      let size = (shape[axis] + count - 1) / count
      sizes = (0..<count).map { max(0, min(size, shape[axis] - $0 * size)) }
    }
    guard sizes.allSatisfy({ $0 >= 0 }), sizes.reduce(0, +) == shape[axis] else {
      throw node.unsupported("the parts \(sizes) do not make up the \(shape[axis]) of axis \(axis)")
    }
    var results: [ID<Value>] = []
    var start = 0
    for (index, size) in sizes.enumerated() {
      var part = shape
      part[axis] = size
      if size == 0 {
        results.append(try node.empty(node.type(x).element, part, name: node.name(of: index)))
      } else {
        var starts = shape.map { _ in 0 }
        var ends = shape
        (starts[axis], ends[axis]) = (start, start + size)
        results.append(
          try node.add(
            "slice", [x], bounds(starts, ends, shape.map { _ in 1 }), name: node.name(of: index)))
      }
      start += size
    }
    return results
  }

  private static func bounds(_ starts: [Int], _ ends: [Int], _ steps: [Int]) -> [Attribute] {
    [
      Attribute("starts", .integers(starts)), Attribute("ends", .integers(ends)),
      Attribute("steps", .integers(steps)),
    ]
  }

  private static func slice(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.movable(try node.operand(0))
    let shape = node.type(x).shape
    let isOld = node.version < 10
    let (s, e) =
      isOld
      ? (try node.integers("starts"), try node.integers("ends"))
      : (try node.integers(1, "starts"), try node.integers(2, "ends"))
    guard let s, let e, s.count == e.count else {
      throw node.unsupported("starts and ends are not as many")
    }
    let a = isOld ? try node.integers("axes") : try node.integers(3, "axes")
    let t = isOld ? nil : try node.integers(4, "steps")
    let axes = try node.axes(a ?? Array(s.indices), rank: shape.count)
    guard axes.count == s.count, t == nil || t?.count == s.count else {
      throw node.unsupported("axes or steps are not as many as starts")
    }
    var (starts, ends, steps) = (shape.map { _ in 0 }, shape, shape.map { _ in 1 })
    var reversed: [Int] = []
    for (index, axis) in axes.enumerated() {
      let (size, step) = (shape[axis], t?[index] ?? 1)
      guard step != 0, step != .min else { throw node.unsupported("a step is \(step)") }
      func clamped(_ value: Int, _ range: ClosedRange<Int>) -> Int {
        let counted = value < 0 && value > -(1 << 40) ? value + size : value
        return min(max(counted, range.lowerBound), range.upperBound)
      }
      if step > 0 {
        (starts[axis], ends[axis]) = (clamped(s[index], 0...size), clamped(e[index], 0...size))
      } else {
        // From the end: the indices of the reversed axis.
        reversed.append(axis)
        let (first, last) = (clamped(s[index], 0...size - 1), clamped(e[index], -1...size - 1))
        (starts[axis], ends[axis]) = (size - 1 - first, size - 1 - last)
      }
      steps[axis] = min(step.magnitude > 1 << 40 ? 1 << 40 : abs(step), max(1, size))
      if abs(step) > steps[axis], ends[axis] > starts[axis] { ends[axis] = starts[axis] + 1 }
    }
    let counts = shape.indices.map {
      max(0, (ends[$0] - starts[$0] + steps[$0] - 1) / steps[$0])
    }
    if counts.contains(0) { return [try node.empty(node.type(x).element, counts)] }
    let source =
      reversed.isEmpty
      ? x : try node.step("reversed", "reverse", [x], [Attribute("axes", .integers(reversed))])
    return [try node.add("slice", [source], bounds(starts, ends, steps))]
  }

  /// The elements on one side of a diagonal of the last two axes; the others become zero.
  private static func triangle(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.operand(0)
    let type = node.type(x)
    if type.shape.contains(0) { return [x] }
    guard type.rank >= 2 else { throw node.unsupported("x is \(type)") }
    let isUpper = try node.flag("upper", true)
    let k = try node.integer(1, "k") ?? 0
    let (rows, columns) = (type.shape[type.rank - 2], type.shape[type.rank - 1])
    guard rows * columns <= ONNXContext.constantLimit else {
      throw node.unsupported("the mask has \(rows) x \(columns) elements")
    }
    let mask = (0..<rows * columns).map { index -> UInt8 in
      let distance = index % columns - index / columns
      return (isUpper ? distance >= k : distance <= k) ? 1 : 0
    }
    let condition = node.constant("mask", Tensor(TensorType(.bool, [rows, columns]), mask))
    let zero = node.scalar("zero", 0, type.element)
    return [try node.add("select", [condition, x, zero])]
  }
}
