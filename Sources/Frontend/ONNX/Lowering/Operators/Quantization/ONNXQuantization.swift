import Basic
import IR
import Operators

/// Quantization, and the operators that compute on quantized integers.
enum ONNXQuantization {
  static let operators = [
    ONNXOperator("QuantizeLinear", becomes: ["quantize"], quantize),
    ONNXOperator("DequantizeLinear", becomes: ["dequantize"], dequantize),
    ONNXOperator(
      "DynamicQuantizeLinear",
      becomes: ["reduce_min", "reduce_max", "div", "round", "clip", "cast"], dynamic),
    ONNXOperator("QLinearMatMul", becomes: ["matmul", "requantize"]) {
      (node: inout ONNXContext) throws(Refusal) in
      let a = try stated(&node, 0, scale: 1, zero: 2, axis: nil)
      let b = try stated(&node, 3, scale: 4, zero: 5, axis: nil)
      let y = try node.step("sum", "matmul", [a, b])
      return [try requantized(&node, y, scale: 6, zero: 7)]
    },
    ONNXOperator("MatMulInteger", becomes: ["matmul"]) {
      (node: inout ONNXContext) throws(Refusal) in
      let a = try stated(&node, 0, scale: nil, zero: 2, axis: nil)
      let b = try stated(&node, 1, scale: nil, zero: 3, axis: nil)
      return [try node.plain(try node.add("matmul", [a, b]))]
    },
    ONNXOperator("QLinearConv", becomes: ["conv2d", "requantize"]) {
      (node: inout ONNXContext) throws(Refusal) in
      let x = try stated(&node, 0, scale: 1, zero: 2, axis: nil)
      let sum = try convolution(&node, x, weight: 3, scale: 4, zero: 5, bias: 8)
      return [try requantized(&node, sum, scale: 6, zero: 7)]
    },
    ONNXOperator("ConvInteger", becomes: ["conv2d"]) { (node: inout ONNXContext) throws(Refusal) in
      let x = try stated(&node, 0, scale: nil, zero: 2, axis: nil)
      return [try node.plain(try convolution(&node, x, weight: 1, scale: nil, zero: 3, bias: 9))]
    },
  ]

  // MARK: - Parameters

  /// The scales and zero points of operands, which are known.
  private static func parameters(
    _ node: ONNXContext, scale: Int?, zero: Int, axis: Int?
  ) throws(Refusal) -> (Quantization, ElementType?) {
    var scales: [Double] = [1]
    if let scale, let tensor = try node.known(scale, "scale") {
      guard tensor.type.rank <= 1 else {
        throw node.unsupported("the scale is \(tensor.type.plainDescription): blocks have no form")
      }
      scales = tensor.numbers.map { Double(Float($0)) }
    }
    let zeros = try node.known(zero, "zero_point")
    var points = zeros?.numbers.map { Int32($0) } ?? []
    if points.isEmpty { points = [Int32](repeating: 0, count: scales.count) }
    if scales.count == 1, points.count > 1 {
      scales = [Double](repeating: scales[0], count: points.count)
    }
    guard scales.count == points.count else {
      throw node.unsupported("there are \(scales.count) scales and \(points.count) zero points")
    }
    let quantization =
      scales.count == 1
      ? Quantization(scale: scales[0], zeroPoint: points[0])
      : Quantization(scales: scales, zeroPoints: points, axis: axis ?? 0)
    return (quantization, zeros?.type.element)
  }

  /// An operand whose integers stand for numbers as other operands say.
  private static func stated(
    _ node: inout ONNXContext, _ index: Int, scale: Int?, zero: Int, axis: Int?
  ) throws(Refusal) -> ID<Value> {
    let x = try node.operand(index)
    let (quantization, _) = try parameters(node, scale: scale, zero: zero, axis: axis)
    return try node.stated("operand\(index)", try node.plain(x), quantization)
  }

  private static func requantized(
    _ node: inout ONNXContext, _ sum: ID<Value>, scale: Int, zero: Int
  ) throws(Refusal) -> ID<Value> {
    let (quantization, element) = try parameters(node, scale: scale, zero: zero, axis: nil)
    let storage = StorageType(element ?? .u8, quantization)
    return try node.add(
      "requantize", [sum],
      [Attribute("to", .storage(storage)), Attribute("rounding", .symbol("onnx_half_even"))])
  }

  private static func axis(_ node: ONNXContext, _ type: TensorType) throws(Refusal) -> Int {
    type.rank == 0 ? 0 : try node.axis(try node.integer("axis", 1), rank: max(type.rank, 2))
  }

  private static func quantize(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.cast(try node.operand(0), to: .f32)
    let (quantization, zeroElement) = try parameters(
      node, scale: 1, zero: 2, axis: try axis(node, node.type(x)))
    let stated = try node.elementType("output_dtype")
    let storage = StorageType(zeroElement ?? stated ?? .u8, quantization)
    return [
      try node.add(
        "quantize", [x],
        [Attribute("to", .storage(storage)), Attribute("rounding", .symbol("half_even"))])
    ]
  }

  private static func dequantize(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.operand(0)
    let (quantization, _) = try parameters(
      node, scale: 1, zero: 2, axis: try axis(node, node.type(x)))
    let element = try node.known(1, "scale")?.type.element ?? .f32
    let integers = try node.stated("stated", x, quantization)
    return [try node.cast(try node.add("dequantize", [integers]), to: element)]
  }

  /// Weights with zero points: the integers less their zero point, in two parts of 8 bits if need be.
  private static func convolution(
    _ node: inout ONNXContext, _ x: ID<Value>, weight: Int, scale: Int?, zero: Int, bias: Int
  ) throws(Refusal) -> ID<Value> {
    guard let known = try node.known(weight, "W") else {
      throw node.refusal(ONNXNodeRules.operandCount, "the operand 'W' is missing")
    }
    let (given, _) = try parameters(node, scale: scale, zero: zero, axis: 0)
    let window = try ONNXWindow(
      node, images: Array(node.type(x).shape.dropFirst(2)),
      kernel: Array(known.type.shape.dropFirst(2)))
    let attributes =
      window.planeAttributes(window: nil, dilation: true)
      + [Attribute("groups", .integer(try node.integer("group", 1)))]
    let weights = SymmetricWeights(known, given)
    var operands = [x, node.constant("weight", weights.low)]
    if let bias = node.optional(bias) { operands.append(try node.plain(bias)) }
    guard let rest = weights.rest else {
      return try node.step("sum", "conv2d", operands, attributes)
    }
    let second = node.constant("weight.rest", rest)
    let sums = [
      try node.step("sum.first", "conv2d", operands, attributes),
      try node.step("sum.rest", "conv2d", [x, second], attributes),
    ]
    guard node.type(sums[0]).quantization?.isPerTensor == true else {
      throw node.unsupported("weights along an axis have zero points that 8 bits do not take")
    }
    return try node.step("sum", "add", sums)
  }

  /// Scale and zero point from the range of the elements, which includes zero.
  private static func dynamic(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.operand(0)
    let axes = Array(0..<node.type(x).rank)
    let zero = node.scalar("zero", 0, .f32)
    let low = try node.step(
      "low", "minimum", [try node.reduce("least", "reduce_min", x, axes, keeps: false), zero])
    let high = try node.step(
      "high", "maximum", [try node.reduce("greatest", "reduce_max", x, axes, keeps: false), zero])
    let width = try node.step("width", "sub", [high, low])
    let scale = try node.builder.add(
      "div", [width, node.scalar("steps", 255, .f32)], name: node.name(of: 1))
    let bounds = [Attribute("min", .number(0)), Attribute("max", .number(255))]
    let bytes = [Attribute("to", .storage(StorageType(.u8)))]
    let offset = try node.step(
      "offset", "sub", [zero, try node.step("steps_low", "div", [low, scale])])
    let point = try node.step(
      "point", "clip", [try node.step("rounded_point", "round", [offset])], bounds)
    let quotient = try node.step("quotient", "div", [x, scale])
    let shifted = try node.step(
      "shifted", "add", [try node.step("rounded", "round", [quotient]), point])
    let y = try node.add("cast", [try node.step("limited", "clip", [shifted], bounds)], bytes)
    let zeroPoint = try node.builder.add("cast", [point], bytes, name: node.name(of: 2))
    return [y, scale, zeroPoint]
  }
}
