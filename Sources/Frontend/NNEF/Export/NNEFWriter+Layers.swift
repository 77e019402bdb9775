import IR

/// How convolutions, matrix products, pooling and normalizations are written.
extension NNEFWriter {
  static func convolution(_ writer: inout NNEFWriter) throws(Refusal) {
    let padding = writer.attributes.integers("padding")
    try writer.assignActivated(
      "conv", try writer.layerOperands(channels: writer.type(1).shape[0]),
      [
        ("padding", NNEFText.pairs([(padding[0], padding[2]), (padding[1], padding[3])])),
        ("stride", NNEFText.list(writer.attributes.integers("stride"))),
        ("dilation", NNEFText.list(writer.attributes.integers("dilation"))),
        ("groups", String(writer.attributes.integer("groups"))),
      ])
  }

  static func transposed(_ writer: inout NNEFWriter) throws(Refusal) {
    let padding = writer.attributes.integers("padding")
    var arguments = [
      ("padding", NNEFText.pairs([(padding[0], padding[2]), (padding[1], padding[3])])),
      ("stride", NNEFText.list(writer.attributes.integers("stride"))),
      ("dilation", NNEFText.list(writer.attributes.integers("dilation"))),
    ]
    if writer.attributes.integers("output_padding") != [0, 0] {
      arguments.append(("output_shape", NNEFText.list(writer.resultType.shape)))
    }
    arguments.append(("groups", String(writer.attributes.integer("groups"))))
    writer.assign(
      "deconv", try writer.layerOperands(channels: writer.resultType.shape[1]), arguments)
  }

  /// The input, the weights, and the bias as [1, C].
  private mutating func layerOperands(channels: Int) throws(Refusal) -> [String] {
    var operands = [try tensor(0), try tensor(1)]
    if operation.operands.count > 2 {
      operands.append(try tensor(2, as: [1, channels], part: "bias"))
    }
    return operands
  }

  static func dense(_ writer: inout NNEFWriter) throws(Refusal) {
    let (x, weight) = (writer.type(0).shape, writer.type(1).shape)
    if x.count == 2 {
      return try writer.assignActivated("linear", try writer.layerOperands(channels: weight[0]))
    }
    if x.count == 1 {
      var operands = try writer.layerOperands(channels: weight[0])
      operands[0] = writer.assign("unsqueeze", [operands[0]], [("axes", "[0]")], part: "row")
      let row = writer.assign("linear", operands, part: "linear")
      return try writer.assignActivated("squeeze", [row], [("axes", "[0]")])
    }
    let lead = [Int](repeating: 1, count: x.count - 2)
    let operands = [
      try writer.tensor(0), try writer.tensor(1, as: lead + weight, part: "weight"),
    ]
    let transposition = [("transposeB", "true")]
    guard writer.operation.operands.count > 2 else {
      return try writer.assignActivated("matmul", operands, transposition)
    }
    let product = writer.assign("matmul", operands, transposition, part: "product")
    let bias = try writer.tensor(2, as: lead + [1, weight[0]], part: "bias")
    try writer.assignActivated("add", [product, bias])
  }

  static func product(_ writer: inout NNEFWriter) throws(Refusal) {
    writer.assign("matmul", try writer.aligned(["a", "b"], literals: []))
  }

  static func maximumPool(_ writer: inout NNEFWriter) throws(Refusal) {
    try writer.pool("max_pool", border: "ignore")
  }

  static func averagePool(_ writer: inout NNEFWriter) throws(Refusal) {
    let counts = writer.attributes.boolean("count_padding")
    try writer.pool("avg_pool", border: counts ? "constant" : "ignore")
  }

  private mutating func pool(_ name: String, border: String) throws(Refusal) {
    let padding = attributes.integers("padding")
    assign(
      name, [try tensor(0)],
      [
        ("size", NNEFText.list([1, 1] + attributes.integers("window"))),
        ("border", "'\(border)'"),
        (
          "padding",
          NNEFText.pairs([(0, 0), (0, 0), (padding[0], padding[2]), (padding[1], padding[3])])
        ),
        ("stride", NNEFText.list([1, 1] + attributes.integers("stride"))),
        ("dilation", "[1, 1, 1, 1]"),
      ])
  }

  static func globalAveragePool(_ writer: inout NNEFWriter) throws(Refusal) {
    writer.assign("mean_reduce", [try writer.tensor(0)], [("axes", "[2, 3]")])
  }

  static func batchNorm(_ writer: inout NNEFWriter) throws(Refusal) {
    let shape = [1, writer.type(0).shape[1]]
    var operands = [try writer.tensor(0)]
    for (index, part) in [(3, "mean"), (4, "variance"), (2, "offset"), (1, "scale")] {
      operands.append(try writer.tensor(index, as: shape, part: part))
    }
    let epsilon = try writer.number(writer.attributes.number("epsilon"))
    writer.assign("batch_normalization", operands, [("epsilon", epsilon)])
  }

  static func layerNorm(_ writer: inout NNEFWriter) throws(Refusal) {
    let (x, first) = (try writer.tensor(0), writer.attributes.integer("axis"))
    let shape = writer.type(0).shape
    let axes = [("axes", NNEFText.list(Array(first..<shape.count)))]
    let lead = [Int](repeating: 1, count: first)
    let mean = writer.assign("mean_reduce", [x], axes, part: "mean")
    let centered = writer.assign("sub", [x, mean], part: "centered")
    let square = writer.assign("mul", [centered, centered], part: "square")
    let variance = writer.assign("mean_reduce", [square], axes, part: "variance")
    let epsilon = try writer.number(writer.attributes.number("epsilon"))
    let sum = writer.assign("add", [variance, epsilon], part: "sum")
    let deviation = writer.assign("sqrt", [sum], part: "deviation")
    let normal = writer.assign("div", [centered, deviation], part: "normal")
    let scale = try writer.tensor(1, as: lead + shape[first...], part: "scale")
    guard writer.operation.operands.count > 2 else {
      writer.assign("mul", [normal, scale])
      return
    }
    let scaled = writer.assign("mul", [normal, scale], part: "scaled")
    writer.assign("add", [scaled, try writer.tensor(2, as: lead + shape[first...], part: "bias")])
  }

  static func softmax(_ writer: inout NNEFWriter) throws(Refusal) {
    writer.assign(
      "softmax", [try writer.tensor(0)], [("axes", "[\(writer.attributes.integer("axis"))]")])
  }

  static func localResponse(_ writer: inout NNEFWriter) throws(Refusal) {
    var size = [Int](repeating: 1, count: writer.type(0).rank)
    size[1] = writer.attributes.integer("size")
    var arguments = [("size", NNEFText.list(size))]
    for name in ["alpha", "beta", "bias"] {
      arguments.append((name, try writer.number(writer.attributes.number(name))))
    }
    writer.assign("local_response_normalization", [try writer.tensor(0)], arguments)
  }
}
