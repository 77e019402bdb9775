import Basic
import IR

/// Softmax and its relatives: before version 13 all axes from the given one are taken as one.
enum ONNXExponentials {
  static let operators = [
    ONNXOperator(
      "Softmax", becomes: ["softmax"],
      wide { (node, x, axis, part) throws(Refusal) in
        try node.make(part, "softmax", [x], [Attribute("axis", .integer(axis))])
      }),
    ONNXOperator(
      "LogSoftmax", becomes: ["reduce_max", "sub", "exp", "reduce_sum", "log"],
      wide { (node, x, axis, part) throws(Refusal) in
        let top = try node.reduce("top", "reduce_max", x, [axis])
        let less = try node.step("less", "sub", [x, top])
        let sum = try node.reduce(
          "sum", "reduce_sum", try node.step("powers", "exp", [less]), [axis])
        return try node.make(part, "sub", [less, try node.step("logarithm", "log", [sum])])
      }),
    ONNXOperator(
      "Hardmax", becomes: ["arg_max", "equal", "cast"],
      wide { (node, x, axis, part) throws(Refusal) in
        let first = try node.step(
          "first", "arg_max", [x],
          [
            Attribute("axis", .integer(axis)), Attribute("keep_dimensions", .boolean(true)),
            Attribute("select_last", .boolean(false)),
          ])
        let shape = node.type(x).shape
        let places = try node.counting("places", shape[axis], along: axis, rank: shape.count)
        let isFirst = try node.step("is_first", "equal", [first, places])
        return try node.make(
          part, "cast", [isFirst], [Attribute("to", .storage(StorageType(.f32)))])
      }),
  ]

  private typealias Body =
    @Sendable (inout ONNXContext, ID<Value>, Int, String?) throws(Refusal) -> ID<Value>

  private static func wide(_ body: @escaping Body) -> ONNXOperator.Lowering {
    ONNXSinglePrecision.wide { (node: inout ONNXContext) throws(Refusal) in
      let x = try node.operand(0)
      let shape = node.type(x).shape
      let isOld = node.version < 13
      let axis = try node.axis(try node.integer("axis", isOld ? 1 : -1), rank: max(1, shape.count))
      guard isOld, axis != shape.count - 1 else { return [try body(&node, x, axis, nil)] }
      let rows = shape[..<axis].reduce(1, *)
      let matrix = try node.shaped("matrix", x, [rows, node.type(x).elementCount / rows])
      let y = try body(&node, matrix, 1, "flat")
      return [try node.shaped(nil, y, shape)]
    }
  }
}
