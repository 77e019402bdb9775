import Basic
import IR

/// Normalizations with statistics that are computed, or were when the network was trained.
enum ONNXNormalization {
  static let operators = [
    ONNXOperator(
      "BatchNormalization", becomes: ["batch_norm"], ONNXSinglePrecision.wide(batch)),
    ONNXOperator(
      "InstanceNormalization", becomes: ["reduce_mean", "sub", "mul", "sqrt", "div", "add"],
      ONNXSinglePrecision.wide(instance)),
    ONNXOperator(
      "GroupNormalization", becomes: ["reduce_mean", "sub", "mul", "sqrt", "div", "add"],
      ONNXSinglePrecision.wide(group)),
    ONNXOperator(
      "LayerNormalization", becomes: ["layer_norm"], ONNXSinglePrecision.wide(layer)),
    ONNXOperator(
      "RMSNormalization", becomes: ["mul", "reduce_mean", "add", "sqrt", "div"],
      ONNXSinglePrecision.wide(rootMeanSquare)),
    ONNXOperator(
      "MeanVarianceNormalization", becomes: ["reduce_mean", "sub", "mul", "sqrt", "div"],
      ONNXSinglePrecision.wide { (node: inout ONNXContext) throws(Refusal) in
        let x = try node.operand(0)
        let axes = try node.integers("axes") ?? [0, 2, 3]
        let given = try node.axes(axes, rank: node.type(x).rank)
        return [try standardized(&node, x, given, epsilon: 1e-9, outside: true, part: nil).value]
      }),
    ONNXOperator(
      "LRN", becomes: ["local_response_norm"],
      ONNXSinglePrecision.wide { (node: inout ONNXContext) throws(Refusal) in
        [
          try node.add(
            "local_response_norm", [try node.operand(0)],
            [
              Attribute("size", .integer(try node.requiredInteger("size"))),
              Attribute("alpha", .number(try node.number("alpha", 1e-4))),
              Attribute("beta", .number(try node.number("beta", 0.75))),
              Attribute("bias", .number(try node.number("bias", 1))),
            ])
        ]
      }),
    ONNXOperator(
      "LpNormalization", becomes: ["abs", "mul", "reduce_sum", "sqrt", "div"],
      ONNXSinglePrecision.wide { (node: inout ONNXContext) throws(Refusal) in
        let x = try node.operand(0)
        let axis = try node.axis(try node.integer("axis", -1), rank: node.type(x).rank)
        let isFirst = try node.integer("p", 2) == 1
        let parts =
          isFirst
          ? try node.step("magnitudes", "abs", [x]) : try node.step("squares", "mul", [x, x])
        let sum = try node.reduce("sum", "reduce_sum", parts, [axis])
        let norm = isFirst ? sum : try node.step("norm", "sqrt", [sum])
        // Where the norm is zero the result is zero.
        let zero = node.scalar("zero", 0, node.type(x).element)
        let isZero = try node.step("is_zero", "equal", [norm, zero])
        let quotient = try node.step("quotient", "div", [x, norm])
        return [try node.add("select", [isZero, zero, quotient])]
      }),
  ]

  private static func batch(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    guard try !node.flag("training_mode"), node.node.outputs.filter({ !$0.isEmpty }).count <= 1
    else { throw node.unsupported("it computes statistics, as in training") }
    var operands: [ID<Value>] = []
    for index in 0..<5 { operands.append(try node.operand(index)) }
    let epsilon = Attribute("epsilon", .number(try node.number("epsilon", 1e-5)))
    return [try node.add("batch_norm", operands, [epsilon])]
  }

  /// `(x - mean) / sqrt(variance + epsilon)` over some axes, and both statistics.
  private static func standardized(
    _ node: inout ONNXContext, _ x: ID<Value>, _ axes: [Int], epsilon: Double,
    outside: Bool = false, part: String?
  ) throws(Refusal) -> (value: ID<Value>, mean: ID<Value>, deviation: ID<Value>) {
    let mean = try node.reduce("mean", "reduce_mean", x, axes)
    let less = try node.step("less", "sub", [x, mean])
    let squares = try node.step("squares", "mul", [less, less])
    var variance = try node.reduce("variance", "reduce_mean", squares, axes)
    if !outside { variance = try node.make("shifted", "add", variance, epsilon) }
    var deviation = try node.step("deviation", "sqrt", [variance])
    if outside { deviation = try node.make("shifted", "add", deviation, epsilon) }
    return (try node.make(part, "div", [less, deviation]), mean, deviation)
  }

  private static func instance(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.operand(0)
    let rank = node.type(x).rank
    let normal = try standardized(
      &node, x, Array(2..<max(2, rank)), epsilon: try node.number("epsilon", 1e-5), part: "normal")
    let scale = try node.perChannel("scale", try node.operand(1), rank: rank)
    let bias = try node.perChannel("bias", try node.operand(2), rank: rank)
    let scaled = try node.step("scaled", "mul", [normal.value, scale])
    return [try node.add("add", [scaled, bias])]
  }

  private static func group(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.operand(0)
    let shape = node.type(x).shape
    let groups = try node.requiredInteger("num_groups")
    guard shape.count >= 2, groups > 0, shape[1] % groups == 0 else {
      throw node.unsupported("there are \(groups) groups for \(node.type(x).plainDescription)")
    }
    let grouped = try node.shaped(
      "grouped", x, [shape[0], groups, shape[1] / groups] + shape[2...])
    let normal = try standardized(
      &node, grouped, Array(2...shape.count), epsilon: try node.number("epsilon", 1e-5),
      part: "normal")
    // Before version 21 there is a scale for each group, and later for each channel.
    let perGroup = node.type(try node.operand(1)).elementCount == groups && groups != shape[1]
    let rank = perGroup ? shape.count + 1 : shape.count
    var value = normal.value
    if !perGroup { value = try node.shaped("channels", value, shape) }
    let scale = try node.perChannel("scale", try node.operand(1), rank: rank)
    let bias = try node.perChannel("bias", try node.operand(2), rank: rank)
    let scaled = try node.step("scaled", "mul", [value, scale])
    let y = try node.make(perGroup ? "shifted_groups" : nil, "add", [scaled, bias])
    return [try node.shaped(nil, y, shape)]
  }

  private static func layer(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.operand(0)
    let rank = node.type(x).rank
    let axis = try node.axis(try node.integer("axis", -1), rank: rank)
    let epsilon = try node.number("epsilon", 1e-5)
    let shape = Array(node.type(x).shape[axis...])
    var operands = [x, try node.operand(1)]
    if let bias = node.optional(2) { operands.append(bias) }
    let isPlain = operands.dropFirst().allSatisfy { node.type($0).shape == shape }
    if isPlain, !node.wants(1), !node.wants(2) {
      return [
        try node.add(
          "layer_norm", operands,
          [Attribute("axis", .integer(axis)), Attribute("epsilon", .number(epsilon))])
      ]
    }
    let normal = try standardized(&node, x, Array(axis..<rank), epsilon: epsilon, part: "normal")
    var y = try node.make(operands.count > 2 ? "scaled" : nil, "mul", [normal.value, operands[1]])
    if operands.count > 2 { y = try node.add("add", [y, operands[2]]) }
    let inverse = try node.builder.add("reciprocal", [normal.deviation], name: node.name(of: 2))
    return [y, normal.mean, inverse]
  }

  private static func rootMeanSquare(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.operand(0)
    let rank = node.type(x).rank
    let axis = try node.axis(try node.integer("axis", -1), rank: rank)
    let squares = try node.step("squares", "mul", [x, x])
    let mean = try node.reduce("mean", "reduce_mean", squares, Array(axis..<rank))
    let shifted = try node.make("shifted", "add", mean, try node.number("epsilon", 1e-5))
    let root = try node.step("root", "sqrt", [shifted])
    let normal = try node.step("normal", "div", [x, root])
    return [try node.add("mul", [normal, try node.operand(1)])]
  }
}
