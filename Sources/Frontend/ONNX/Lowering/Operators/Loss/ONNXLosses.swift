import Basic
import IR

/// Losses of classification, put together from indexing and sums.
enum ONNXLosses {
  static let operators = [
    ONNXOperator(
      "NegativeLogLikelihoodLoss", becomes: ["gather_elements", "neg", "mul", "reduce_sum", "div"]
    ) { (node: inout ONNXContext) throws(Refusal) in
      [try loss(&node, logarithms: try node.operand(0))]
    },
    ONNXOperator(
      "SoftmaxCrossEntropyLoss",
      becomes: ["reduce_max", "sub", "exp", "reduce_sum", "log", "gather_elements", "neg", "mul"]
    ) { (node: inout ONNXContext) throws(Refusal) in
      let scores = try node.operand(0)
      let top = try node.reduce("top", "reduce_max", scores, [1])
      let less = try node.step("less", "sub", [scores, top])
      let sum = try node.reduce("sum", "reduce_sum", try node.step("powers", "exp", [less]), [1])
      let logarithms = try node.builder.add(
        "sub", [less, try node.step("logarithm", "log", [sum])],
        name: node.wants(1) ? node.name(of: 1) : "\(node.resultName).logarithms")
      return [try loss(&node, logarithms: logarithms), logarithms]
    },
  ]

  /// The weighted negative logarithm of the class that each sample has, reduced.
  private static func loss(
    _ node: inout ONNXContext, logarithms: ID<Value>
  ) throws(Refusal) -> ID<Value> {
    let type = node.type(logarithms)
    guard type.rank >= 2 else { throw node.unsupported("the scores are \(type)") }
    let reduction = try node.text("reduction", "mean")
    guard ["none", "mean", "sum"].contains(reduction) else {
      throw node.unsupported("reduction is '\(reduction)'")
    }
    var labels = try node.cast(try node.operand(1), to: .i64)
    let shape = node.type(labels).shape
    var ignored: ID<Value>?
    if node.attribute("ignore_index") != nil {
      let index = node.scalar("ignore_index", Double(try node.integer("ignore_index", 0)), .i64)
      let mask = try node.step("ignored", "equal", [labels, index])
      ignored = mask
      // Any class serves where the sample does not count.
      labels = try node.step("labels", "select", [mask, node.scalar("any", 0, .i64), labels])
    }
    let column = try node.shaped("column", labels, [shape[0], 1] + shape.dropFirst())
    let taken = try node.step(
      "taken", "gather_elements", [logarithms, column], [Attribute("axis", .integer(1))])
    var losses = try node.step("losses", "neg", [try node.shaped("chosen", taken, shape)])
    var weights: ID<Value>?
    if let given = node.optional(2) {
      weights = try node.step(
        "weights", "gather", [given, labels], [Attribute("axis", .integer(0))])
    }
    if let ignored {
      let one = node.scalar("one", 1, type.element)
      let ones = try node.step("ones", "broadcast", [one], [Attribute("shape", .integers(shape))])
      let base = weights ?? ones
      weights = try node.step(
        "counted", "select", [ignored, node.scalar("nothing", 0, type.element), base])
    }
    if let weights { losses = try node.step("weighted", "mul", [losses, weights]) }
    let axes = Array(shape.indices)
    switch reduction {
    case "none": return try node.shaped(nil, losses, shape)
    case "sum": return try node.reduce(nil, "reduce_sum", losses, axes, keeps: false)
    default:
      guard let weights else {
        return try node.reduce(nil, "reduce_mean", losses, axes, keeps: false)
      }
      let total = try node.reduce("total", "reduce_sum", losses, axes, keeps: false)
      let weight = try node.reduce("weight", "reduce_sum", weights, axes, keeps: false)
      return try node.add("div", [total, weight])
    }
  }
}
