import Basic
import IR

/// Operators that take or change elements by indices.
enum ONNXIndexing {
  static let operators = [
    ONNXOperator("Gather", becomes: ["gather"]) { (node: inout ONNXContext) throws(Refusal) in
      try gather(&node, "gather")
    },
    ONNXOperator("GatherElements", becomes: ["gather_elements"]) {
      (node: inout ONNXContext) throws(Refusal) in try gather(&node, "gather_elements")
    },
    ONNXOperator("GatherND", becomes: ["gather_nd"]) { (node: inout ONNXContext) throws(Refusal) in
      let x = try node.movable(try node.operand(0))
      return [
        try node.add(
          "gather_nd", [x, try node.operand(1)],
          [Attribute("batch_dimensions", .integer(try node.integer("batch_dims", 0)))])
      ]
    },
    ONNXOperator("ScatterElements", becomes: ["scatter_elements"], scatterElements),
    ONNXOperator("Scatter", becomes: ["scatter_elements"], scatterElements),
    ONNXOperator("ScatterND", becomes: ["scatter_nd"]) {
      (node: inout ONNXContext) throws(Refusal) in
      [try node.add("scatter_nd", try operands(&node), [try reduction(node)])]
    },
    ONNXOperator("OneHot", becomes: ["equal", "select"], oneHot),
  ]

  /// Indices known now lie within the axis; others are limited to it at run time.
  private static func check(
    _ node: ONNXContext, _ indices: ID<Value>, size: Int
  ) throws(Refusal) {
    guard let tensor = node.builder.constant(indices) else { return }
    for index in tensor.numbers where index < -Double(size) || index >= Double(size) {
      throw node.unsupported("an index is \(Int(index)), but the axis has \(size) elements")
    }
  }

  private static func gather(
    _ node: inout ONNXContext, _ kind: String
  ) throws(Refusal) -> [ID<Value>] {
    let x = try node.movable(try node.operand(0))
    let indices = try node.operand(1)
    let shape = node.type(x).shape
    let axis = try node.axis(try node.integer("axis", 0), rank: shape.count)
    if node.isEmpty(indices) || node.isEmpty(x) {
      let taken = node.type(indices).shape
      let result =
        kind == "gather" ? Array(shape[..<axis]) + taken + shape[(axis + 1)...] : taken
      return [try node.empty(node.type(x).element, result)]
    }
    try check(node, indices, size: shape[axis])
    return [try node.add(kind, [x, indices], [Attribute("axis", .integer(axis))])]
  }

  private static func reduction(_ node: ONNXContext) throws(Refusal) -> Attribute {
    let word = try node.word("reduction", ["none", "add", "mul", "min", "max"])
    return Attribute("reduction", .symbol(word))
  }

  private static func operands(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let (x, indices) = (try node.plain(try node.operand(0)), try node.operand(1))
    return [x, indices, try node.plain(try node.operand(2))]
  }

  private static func scatterElements(
    _ node: inout ONNXContext
  ) throws(Refusal) -> [ID<Value>] {
    let operands = try operands(&node)
    let shape = node.type(operands[0]).shape
    let axis = try node.axis(try node.integer("axis", 0), rank: shape.count)
    if node.isEmpty(operands[1]) { return [operands[0]] }
    try check(node, operands[1], size: shape[axis])
    return [
      try node.add(
        "scatter_elements", operands, [Attribute("axis", .integer(axis)), try reduction(node)])
    ]
  }

  private static func oneHot(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let indices = try node.cast(try node.operand(0), to: .i64)
    guard let depth = try node.known(1, "depth")?.numbers.first, depth >= 1,
      depth <= Double(ONNXContext.constantLimit)
    else { throw node.unsupported("depth is not a positive number") }
    let shape = node.type(indices).shape
    let axis = try node.axis(try node.integer("axis", -1), rank: shape.count + 1)
    var wide = shape
    wide.insert(1, at: axis)
    let column = try node.shaped("indices", indices, wide)
    // A negative index counts from the end.
    let size = Double(Int(depth))
    let zero = node.scalar("zero", 0, .i64)
    let isNegative = try node.step("negative", "less", [column, zero])
    let shifted = try node.make("shifted", "add", column, size)
    let place = try node.step("place", "select", [isNegative, shifted, column])
    let count = try node.counting("classes", Int(depth), along: axis, rank: wide.count)
    let isHot = try node.step("hot", "equal", [place, count])
    let values = try node.operand(2)
    let off = try node.shaped("off", try node.slice("first", values, axis: 0, 0..<1), [])
    let on = try node.shaped("on", try node.slice("second", values, axis: 0, 1..<2), [])
    return [try node.add("select", [isHot, on, off])]
  }
}
