import Basic
import IR

/// Operators that give elements another shape or order.
enum ONNXShapes {
  static let operators = [
    ONNXOperator("Identity", becomes: []) { (node: inout ONNXContext) throws(Refusal) in
      [try node.operand(0)]
    },
    ONNXOperator("Dropout", becomes: [], dropout),
    ONNXOperator("Reshape", becomes: ["reshape"], reshape),
    ONNXOperator("Flatten", becomes: ["flatten"], flatten),
    ONNXOperator("Squeeze", becomes: ["reshape"], squeeze),
    ONNXOperator("Unsqueeze", becomes: ["reshape"], unsqueeze),
    ONNXOperator("Transpose", becomes: ["transpose"], transpose),
    ONNXOperator("Expand", becomes: ["broadcast"], expand),
    ONNXOperator("Tile", becomes: ["tile"], tile),
    ONNXOperator("DepthToSpace", becomes: ["depth_to_space"]) {
      (node: inout ONNXContext) throws(Refusal) in
      let order = try node.word("mode", ["DCR", "CRD"]).lowercased()
      return [
        try node.add(
          "depth_to_space", [try node.operand(0)],
          [
            Attribute("block", .integer(try node.requiredInteger("blocksize"))),
            Attribute("order", .symbol(order)),
          ])
      ]
    },
    ONNXOperator("SpaceToDepth", becomes: ["space_to_depth"]) {
      (node: inout ONNXContext) throws(Refusal) in
      _ = try node.word("mode", ["DCR"])
      return [
        try node.add(
          "space_to_depth", [try node.operand(0)],
          [Attribute("block", .integer(try node.requiredInteger("blocksize")))])
      ]
    },
  ]

  private static func dropout(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.operand(0)
    if let training = node.optional(2), node.builder.known(training)?.numbers.first != 0 {
      let ratio = try node.known(1, "ratio")?.numbers.first ?? 0.5
      guard ratio == 0 else {
        throw node.unsupported("it drops elements at random, as in training")
      }
    }
    guard node.wants(1) else { return [x] }
    let mask = Tensor(TensorType(.bool, [1]), [UInt8(1)])
    return [x, try node.filled(mask, node.type(x).shape, name: node.name(of: 1))]
  }

  /// A value in a shape that may hold no element.
  private static func shaped(
    _ node: inout ONNXContext, _ x: ID<Value>, _ shape: [Int]
  ) throws(Refusal) -> [ID<Value>] {
    if shape.contains(0) { return [try node.empty(node.type(x).element, shape)] }
    let x = try node.movable(x)
    return [try node.add("reshape", [x], [Attribute("shape", .integers(shape))])]
  }

  private static func reshape(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.operand(0)
    let operand = try node.integers(1, "shape")
    let attribute = try node.integers("shape")
    guard var shape = operand ?? attribute else {
      throw node.refusal(ONNXNodeRules.operandCount, "the operand 'shape' is missing")
    }
    let old = node.type(x).shape
    if try !node.flag("allowzero") {
      for axis in shape.indices where shape[axis] == 0 && axis < old.count {
        shape[axis] = old[axis]
      }
    }
    if let unknown = shape.firstIndex(of: -1) {
      let others = shape.enumerated().filter { $0.offset != unknown }.map(\.element)
      let count = TensorType.checkedElementCount(others) ?? 0
      let all = node.type(x).elementCount
      guard count > 0, all % count == 0 else {
        throw node.unsupported("\(all) elements have no shape \(shape)")
      }
      shape[unknown] = all / count
    }
    return try shaped(&node, x, shape)
  }

  private static func flatten(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.movable(try node.operand(0))
    return [
      try node.add("flatten", [x], [Attribute("axis", .integer(try node.integer("axis", 1)))])
    ]
  }

  private static func axes(_ node: ONNXContext, rank: Int) throws(Refusal) -> [Int]? {
    let operand = try node.integers(1, "axes")
    let attribute = try node.integers("axes")
    guard let given = operand ?? attribute else { return nil }
    return try node.axes(given, rank: rank)
  }

  private static func squeeze(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.operand(0)
    let shape = node.type(x).shape
    let axes = try axes(node, rank: shape.count) ?? shape.indices.filter { shape[$0] == 1 }
    for axis in axes where shape[axis] != 1 {
      throw node.unsupported("axis \(axis) of \(shape) has the size \(shape[axis]), not 1")
    }
    let kept = shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
    return try shaped(&node, x, kept)
  }

  private static func unsqueeze(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.operand(0)
    let operand = try node.integers(1, "axes")
    let attribute = try node.integers("axes")
    guard let given = operand ?? attribute else {
      throw node.refusal(ONNXNodeRules.operandCount, "the operand 'axes' is missing")
    }
    let rank = node.type(x).rank + given.count
    let axes = try node.axes(given, rank: rank)
    var rest = node.type(x).shape[...]
    let shape = (0..<rank).map { axes.contains($0) ? 1 : rest.popFirst() ?? 1 }
    return try shaped(&node, x, shape)
  }

  private static func transpose(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.movable(try node.operand(0))
    let rank = node.type(x).rank
    let permutation = try node.integers("perm") ?? Array((0..<rank).reversed())
    return [try node.add("transpose", [x], [Attribute("permutation", .integers(permutation))])]
  }

  private static func expand(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.movable(try node.operand(0))
    let wanted = try node.integers(1, "shape") ?? []
    guard let shape = node.broadcastShape([node.type(x).shape, wanted]) else {
      throw node.unsupported("\(node.type(x).shape) and \(wanted) do not broadcast")
    }
    if shape.contains(0) { return [try node.empty(node.type(x).element, shape)] }
    guard shape != node.type(x).shape else { return [x] }
    return [try node.add("broadcast", [x], [Attribute("shape", .integers(shape))])]
  }

  private static func tile(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.movable(try node.operand(0))
    let repeats = try node.integers(1, "repeats") ?? []
    return [try node.add("tile", [x], [Attribute("repeats", .integers(repeats))])]
  }
}
