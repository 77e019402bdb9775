import IR

/// How the operators are written.
extension NNEFWriter {
  /// The rules by operator; what is not here has no form.
  static let rules: [String: Rule] = {
    var rules: [String: Rule] = [
      "conv2d": convolution, "conv_transpose2d": transposed, "dense": dense, "matmul": product,
      "max_pool2d": maximumPool, "average_pool2d": averagePool,
      "global_average_pool": globalAveragePool, "batch_norm": batchNorm, "layer_norm": layerNorm,
      "softmax": softmax, "local_response_norm": localResponse, "relu": unary("relu"),
      "clip": clip, "gelu": gelu, "swish": swish, "hard_sigmoid": hardSigmoid,
      "hard_swish": hardSwish, "mish": mish, "softsign": softsign,
      "thresholded_relu": thresholdedRelu, "leaky_relu": unary("leaky_relu", ["alpha": "alpha"]),
      "elu": unary("elu", ["alpha": "alpha"]),
      "selu": unary("selu", ["alpha": "alpha", "lambda": "gamma"]),
      "prelu": broadcasting("prelu", ["x", "slope"], literals: []),
      "select": broadcasting("select", ["condition", "a", "b"], literals: [1, 2]),
      "cast": cast, "flatten": flatten, "reshape": reshape, "transpose": transpose,
      "concat": concat, "slice": slice, "reverse": reverse, "pad": pad, "tile": tile,
      "gather": gather, "broadcast": broadcast, "resize": resize, "reduce_mean": reduceMean,
      "reduce_sum": reduction("sum_reduce"), "reduce_max": reduction("max_reduce", "any_reduce"),
      "reduce_min": reduction("min_reduce", "all_reduce"), "arg_max": index("argmax_reduce"),
      "arg_min": index("argmin_reduce"),
    ]
    for (name, kind) in NNEFElementwise.unary { rules[kind] = unary(name) }
    for (name, kind) in NNEFElementwise.binary {
      let hasActivation = ["add", "sub", "mul"].contains(kind)
      rules[kind] = hasActivation ? activated(name) : broadcasting(name, ["a", "b"])
    }
    return rules
  }()

  /// An operation of one operand, with the attributes that its parameters take.
  private static func unary(_ name: String, _ parameters: [String: String] = [:]) -> Rule {
    let sorted = parameters.sorted { $0.key < $1.key }
    return { (writer: inout NNEFWriter) throws(Refusal) in
      var arguments: [(String, String)] = []
      for (parameter, attribute) in sorted {
        arguments.append((parameter, try writer.number(writer.attributes.number(attribute))))
      }
      writer.assign(name, [try writer.tensor(0)], arguments)
    }
  }

  /// An operation whose operands broadcast.
  private static func broadcasting(
    _ name: String, _ parts: [String], literals: [Int] = [0, 1]
  ) -> Rule {
    { (writer: inout NNEFWriter) throws(Refusal) in
      writer.assign(name, try writer.aligned(parts, literals: literals))
    }
  }

  /// An operation whose operands broadcast, with an activation.
  private static func activated(_ name: String) -> Rule {
    { (writer: inout NNEFWriter) throws(Refusal) in
      try writer.assignActivated(name, try writer.aligned(["a", "b"], literals: [0, 1]))
    }
  }

  // MARK: - Activations

  private static func clip(_ writer: inout NNEFWriter) throws(Refusal) {
    var bounds: [String] = []
    for name in ["min", "max"] {
      let value = writer.attributes.number(name)
      let whole = writer.type(0).element == .f32 ? nil : Int(exactly: value)
      let text = try writer.number(value)
      bounds.append(whole.map(String.init) ?? text)
    }
    writer.assign("clamp", [try writer.tensor(0)] + bounds)
  }

  private static func gelu(_ writer: inout NNEFWriter) throws(Refusal) {
    guard writer.attributes.symbol("approximation") == "none" else {
      throw writer.unsupported(
        "the approximation is \(writer.attributes.symbol("approximation"))",
        help: "NNEF has the exact function: approximation = none")
    }
    writer.assign("gelu", [try writer.tensor(0)])
  }

  private static func swish(_ writer: inout NNEFWriter) throws(Refusal) {
    let (x, alpha) = (try writer.tensor(0), writer.attributes.number("alpha"))
    guard alpha != 1 else {
      writer.assign("silu", [x])
      return
    }
    let scaled = writer.assign("mul", [x, try writer.number(alpha)], part: "scaled")
    let gate = writer.assign("sigmoid", [scaled], part: "gate")
    writer.assign("mul", [x, gate])
  }

  private static func hardSigmoid(_ writer: inout NNEFWriter) throws(Refusal) {
    let alpha = try writer.number(writer.attributes.number("alpha"))
    let beta = try writer.number(writer.attributes.number("beta"))
    let scaled = writer.assign("mul", [try writer.tensor(0), alpha], part: "scaled")
    let sum = writer.assign("add", [scaled, beta], part: "sum")
    writer.assign("clamp", [sum, "0.0", "1.0"])
  }

  private static func hardSwish(_ writer: inout NNEFWriter) throws(Refusal) {
    let x = try writer.tensor(0)
    let sum = writer.assign("add", [x, "3.0"], part: "sum")
    let gate = writer.assign("clamp", [sum, "0.0", "6.0"], part: "gate")
    let product = writer.assign("mul", [x, gate], part: "product")
    writer.assign("div", [product, "6.0"])
  }

  private static func mish(_ writer: inout NNEFWriter) throws(Refusal) {
    let x = try writer.tensor(0)
    let plus = writer.assign("softplus", [x], part: "plus")
    let gate = writer.assign("tanh", [plus], part: "gate")
    writer.assign("mul", [x, gate])
  }

  private static func softsign(_ writer: inout NNEFWriter) throws(Refusal) {
    let x = try writer.tensor(0)
    let magnitude = writer.assign("abs", [x], part: "magnitude")
    let sum = writer.assign("add", [magnitude, "1.0"], part: "sum")
    writer.assign("div", [x, sum])
  }

  private static func thresholdedRelu(_ writer: inout NNEFWriter) throws(Refusal) {
    let x = try writer.tensor(0)
    let alpha = try writer.number(writer.attributes.number("alpha"))
    let isAbove = writer.assign("gt", [x, alpha], part: "above")
    writer.assign("select", [isAbove, x, "0.0"])
  }

  private static func cast(_ writer: inout NNEFWriter) throws(Refusal) {
    // The type of the result has been found to be one of NNEF.
    let kind = NNEFWriter.kind(writer.resultType) ?? .scalar
    writer.assign("cast<\(kind.rawValue)>", [try writer.tensor(0)])
  }

  // MARK: - Reductions

  private static func reduction(_ name: String, _ logical: String? = nil) -> Rule {
    { (writer: inout NNEFWriter) throws(Refusal) in
      let isLogical = writer.type(0).element == .bool
      try writer.reduce(isLogical ? logical ?? name : name, writer.attributes.integers("axes"))
    }
  }

  private static func index(_ name: String) -> Rule {
    { (writer: inout NNEFWriter) throws(Refusal) in
      guard !writer.attributes.boolean("select_last") else {
        throw writer.unsupported(
          "of equal elements the last is wanted", help: "NNEF gives the first")
      }
      try writer.reduce(name, [writer.attributes.integer("axis")])
    }
  }

  private static func reduceMean(_ writer: inout NNEFWriter) throws(Refusal) {
    let axes = writer.attributes.integers("axes")
    // A mean over the images alone is how a global pooling is written.
    let isPooling =
      writer.attributes.boolean("keep_dimensions") && writer.type(0).rank == 4
      && Set(axes) == [2, 3]
    guard isPooling else { return try writer.reduce("mean_reduce", axes) }
    try writer.reduce("sum_reduce", axes, [("normalize", "true")])
  }

  /// A reduction, and a squeeze where the axes go.
  private mutating func reduce(
    _ name: String, _ axes: [Int], _ more: [(String, String)] = []
  ) throws(Refusal) {
    let x = try tensor(0)
    let list = ("axes", NNEFText.list(axes))
    guard !attributes.boolean("keep_dimensions") else {
      assign(name, [x], [list] + more)
      return
    }
    assign("squeeze", [assign(name, [x], [list] + more, part: "kept")], [list])
  }
}
