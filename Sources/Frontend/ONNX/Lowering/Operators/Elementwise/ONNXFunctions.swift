import Basic
import IR

/// Functions of each element.
enum ONNXFunctions {
  static let operators: [ONNXOperator] =
    plain.map { type, kind in
      ONNXOperator(type, becomes: [kind]) { (node: inout ONNXContext) throws(Refusal) in
        [try node.add(kind, [try node.plain(try node.operand(0))])]
      }
    }
    + parametric.map { type, kind, parameters in
      ONNXOperator(type, becomes: [kind]) { (node: inout ONNXContext) throws(Refusal) in
        var attributes: [Attribute] = []
        for parameter in parameters {
          let value = try node.number(parameter.source, parameter.standard)
          attributes.append(Attribute(parameter.name, .number(value)))
        }
        return [try node.add(kind, [try node.plain(try node.operand(0))], attributes)]
      }
    }
    + [
      ONNXOperator("Gelu", becomes: ["gelu"], gelu),
      ONNXOperator("IsInf", becomes: ["is_inf"], isInf),
      ONNXOperator("Clip", becomes: ["clip", "minimum", "maximum"], clip),
      ONNXOperator("PRelu", becomes: ["prelu"], prelu),
    ]

  /// Operators without attributes, with the operator of the IR.
  private static let plain: [(String, String)] = [
    ("Abs", "abs"), ("Acos", "acos"), ("Acosh", "acosh"), ("Asin", "asin"), ("Asinh", "asinh"),
    ("Atan", "atan"), ("Atanh", "atanh"), ("BitwiseNot", "bitwise_not"), ("Ceil", "ceil"),
    ("Cos", "cos"), ("Cosh", "cosh"), ("Erf", "erf"), ("Exp", "exp"), ("Floor", "floor"),
    ("HardSwish", "hard_swish"), ("IsNaN", "is_nan"), ("Log", "log"), ("Mish", "mish"),
    ("Neg", "neg"), ("Not", "logical_not"), ("Reciprocal", "reciprocal"), ("Relu", "relu"),
    ("Round", "round"), ("Sigmoid", "sigmoid"), ("Sign", "sign"), ("Sin", "sin"), ("Sinh", "sinh"),
    ("Softplus", "softplus"), ("Softsign", "softsign"), ("Sqrt", "sqrt"), ("Tan", "tan"),
    ("Tanh", "tanh"),
  ]

  /// An attribute: its name there, its name here, and what it is if not given.
  private struct Parameter: Sendable {
    let source: String
    let name: String
    let standard: Double

    init(_ source: String, _ standard: Double, as name: String? = nil) {
      self.source = source
      self.name = name ?? source
      self.standard = standard
    }
  }

  private static let parametric: [(String, String, [Parameter])] = [
    ("LeakyRelu", "leaky_relu", [Parameter("alpha", 0.01)]),
    ("Elu", "elu", [Parameter("alpha", 1)]),
    (
      "Selu", "selu",
      [Parameter("alpha", 1.6732632423543772), Parameter("gamma", 1.0507009873554805)]
    ),
    ("Celu", "celu", [Parameter("alpha", 1)]),
    ("ThresholdedRelu", "thresholded_relu", [Parameter("alpha", 1)]),
    ("HardSigmoid", "hard_sigmoid", [Parameter("alpha", 0.2), Parameter("beta", 0.5)]),
    ("Swish", "swish", [Parameter("alpha", 1)]),
    ("Shrink", "shrink", [Parameter("bias", 0), Parameter("lambd", 0.5, as: "lambda")]),
  ]

  private static func gelu(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let mode = try node.word("approximate", ["none", "tanh"])
    return [
      try node.add(
        "gelu", [try node.operand(0)], [Attribute("approximation", .symbol(mode))])
    ]
  }

  private static func isInf(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    [
      try node.add(
        "is_inf", [try node.operand(0)],
        [
          Attribute("negative", .boolean(try node.flag("detect_negative", true))),
          Attribute("positive", .boolean(try node.flag("detect_positive", true))),
        ])
    ]
  }

  /// Bounds are attributes at first, and operands later; those computed at run time become extremes.
  private static func clip(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let x = try node.plain(try node.operand(0))
    var low = node.version < 11 ? try node.number("min", -.infinity) : -.infinity
    var high = node.version < 11 ? try node.number("max", .infinity) : .infinity
    let bounds = [node.optional(1), node.optional(2)]
    let constants = bounds.map { $0.flatMap { node.builder.constant($0)?.numbers.first } }
    guard zip(bounds, constants).allSatisfy({ $0 == nil || $1 != nil }) else {
      var y = x
      if let bound = bounds[0] {
        y = try node.make(bounds[1] == nil ? nil : "low", "maximum", [y, bound])
      }
      if let bound = bounds[1] { y = try node.add("minimum", [y, bound]) }
      return [y]
    }
    if let bound = constants[0] { low = decimal(bound, node.type(x).element) }
    if let bound = constants[1] { high = decimal(bound, node.type(x).element) }
    // Where the bounds cross, the upper one decides.
    low = min(low, high)
    return [
      try node.add(
        "clip", [x], [Attribute("min", .number(low)), Attribute("max", .number(high))])
    ]
  }

  /// The number that the shortest text of an `f32` stands for, which is what people read.
  private static func decimal(_ value: Double, _ element: ElementType) -> Double {
    element == .f32 ? Double(NumberText.shortest(Float(value))) ?? value : value
  }

  private static func prelu(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    [try node.add("prelu", [try node.operand(0), try node.operand(1)])]
  }
}
