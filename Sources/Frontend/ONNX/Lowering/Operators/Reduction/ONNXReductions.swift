import Basic
import IR

/// Operators that reduce along axes.
enum ONNXReductions {
  static let operators: [ONNXOperator] =
    simple.map { type, kind in
      ONNXOperator(type, becomes: [kind]) { (node: inout ONNXContext) throws(Refusal) in
        try reduced(&node) { (node, x, axes, keeps, part) throws(Refusal) in
          try node.reduce(part, kind, x, axes, keeps: keeps)
        }
      }
    }
    + [
      ONNXOperator("ReduceL1", becomes: ["abs", "reduce_sum"]) {
        (node: inout ONNXContext) throws(Refusal) in
        try reduced(&node) { (node, x, axes, keeps, part) throws(Refusal) in
          try node.reduce(
            part, "reduce_sum", try node.step("magnitudes", "abs", [x]), axes, keeps: keeps)
        }
      },
      ONNXOperator("ReduceSumSquare", becomes: ["mul", "reduce_sum"]) {
        (node: inout ONNXContext) throws(Refusal) in
        try reduced(&node) { (node, x, axes, keeps, part) throws(Refusal) in
          try node.reduce(
            part, "reduce_sum", try node.step("squares", "mul", [x, x]), axes, keeps: keeps)
        }
      },
      ONNXOperator("ReduceL2", becomes: ["mul", "reduce_sum", "sqrt"]) {
        (node: inout ONNXContext) throws(Refusal) in
        try reduced(&node) { (node, x, axes, keeps, part) throws(Refusal) in
          let squares = try node.step("squares", "mul", [x, x])
          return try node.make(
            part, "sqrt", [try node.reduce("sum", "reduce_sum", squares, axes, keeps: keeps)])
        }
      },
      ONNXOperator("ReduceLogSum", becomes: ["reduce_sum", "log"]) {
        (node: inout ONNXContext) throws(Refusal) in
        try reduced(&node) { (node, x, axes, keeps, part) throws(Refusal) in
          try node.make(
            part, "log", [try node.reduce("sum", "reduce_sum", x, axes, keeps: keeps)])
        }
      },
      ONNXOperator(
        "ReduceLogSumExp", becomes: ["reduce_max", "sub", "exp", "reduce_sum", "log", "add"]
      ) { (node: inout ONNXContext) throws(Refusal) in
        try reduced(&node) { (node, x, axes, keeps, part) throws(Refusal) in
          // Less the greatest, so that no exponential is infinite.
          let top = try node.reduce("top", "reduce_max", x, axes)
          let powers = try node.step("powers", "exp", [try node.step("less", "sub", [x, top])])
          let sum = try node.reduce("sum", "reduce_sum", powers, axes, keeps: keeps)
          let logarithm = try node.step("logarithm", "log", [sum])
          let added = try node.shaped("greatest", top, node.type(logarithm).shape)
          return try node.make(part, "add", [logarithm, added])
        }
      },
    ]
    + [("ArgMax", "arg_max"), ("ArgMin", "arg_min")].map { type, kind in
      ONNXOperator(type, becomes: [kind]) { (node: inout ONNXContext) throws(Refusal) in
        [
          try node.add(
            kind, [try node.plain(try node.operand(0))],
            [
              Attribute("axis", .integer(try node.integer("axis", 0))),
              Attribute("keep_dimensions", .boolean(try node.flag("keepdims", true))),
              Attribute("select_last", .boolean(try node.flag("select_last_index"))),
            ])
        ]
      }
    }
    + [("CumSum", "cumulative_sum"), ("CumProd", "cumulative_product")].map { type, kind in
      ONNXOperator(type, becomes: [kind]) { (node: inout ONNXContext) throws(Refusal) in
        [
          try node.add(
            kind, [try node.plain(try node.operand(0))],
            [
              Attribute("axis", .integer(try node.integer(1, "axis") ?? 0)),
              Attribute("exclusive", .boolean(try node.flag("exclusive"))),
              Attribute("reverse", .boolean(try node.flag("reverse"))),
            ])
        ]
      }
    }
    + [ONNXOperator("TopK", becomes: ["top_k"], topK)]

  private static let simple: [(String, String)] = [
    ("ReduceSum", "reduce_sum"), ("ReduceMean", "reduce_mean"), ("ReduceMax", "reduce_max"),
    ("ReduceMin", "reduce_min"), ("ReduceProd", "reduce_prod"),
  ]

  private typealias Body = (
    inout ONNXContext, ID<Value>, [Int], Bool, String?
  ) throws(Refusal) -> ID<Value>

  /// Reads the axes, which are an attribute at first and an operand later, and reduces.
  private static func reduced(
    _ node: inout ONNXContext, _ body: Body
  ) throws(Refusal) -> [ID<Value>] {
    let x = try node.plain(try node.operand(0))
    let rank = node.type(x).rank
    let operand = try node.integers(1, "axes")
    let attribute = try node.integers("axes")
    let given = operand ?? attribute ?? []
    let reducesNone = given.isEmpty ? try node.flag("noop_with_empty_axes") : false
    let axes = given.isEmpty ? Array(0..<rank) : try node.axes(given, rank: rank).sorted()
    let keeps = try node.flag("keepdims", true)
    return [try body(&node, x, reducesNone ? [] : axes, keeps, nil)]
  }

  private static func topK(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let operand = try node.integer(1, "K")
    let attribute = try node.integer("k", 1)
    let k = operand ?? attribute
    return try node.builder.addAll(
      "top_k", [try node.plain(try node.operand(0))],
      [
        Attribute("k", .integer(k)), Attribute("axis", .integer(try node.integer("axis", -1))),
        Attribute("largest", .boolean(try node.flag("largest", true))),
      ], names: [node.name(of: 0), node.name(of: 1)])
  }
}
