import IR

/// Lowers what works element by element.
enum NNEFElementwise {
  /// The operations of one operand that the compiler has, with the operator.
  static let unary: [(name: String, kind: String)] =
    [
      "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh",
      "acosh", "atanh", "abs", "sign", "neg", "floor", "ceil", "round", "sqrt", "sigmoid",
      "softplus",
    ].map { ($0, $0) } + [("rcp", "reciprocal"), ("not", "logical_not")]

  /// The operations of two operands that the compiler has, with the operator.
  static let binary: [(name: String, kind: String)] =
    ["add", "sub", "mul", "div", "pow"].map { ($0, $0) } + [
      ("min", "minimum"), ("max", "maximum"), ("lt", "less"), ("le", "less_equal"),
      ("gt", "greater"), ("ge", "greater_equal"), ("eq", "equal"), ("and", "logical_and"),
      ("or", "logical_or"),
    ]

  /// How an operation of one operand is lowered.
  ///
  /// - Parameter attributes: the parameters that are attributes of the operator, with their names.
  static func unaryRule(
    _ kind: String, _ attributes: [(parameter: String, attribute: String)] = []
  ) -> NNEFLowering.Rule {
    { (context: inout NNEFContext) throws(Refusal) in
      let x = try context.value("x")
      let numbers = attributes.map {
        Attribute($0.attribute, .number(context.number($0.parameter)))
      }
      return try context.result(kind, [x], numbers)
    }
  }

  /// How an operation of two operands is lowered, whose shapes NNEF aligns at the left.
  static func binaryRule(_ kind: String) -> NNEFLowering.Rule {
    { (context: inout NNEFContext) throws(Refusal) in
      let operands = try context.aligned(["x", "y"], names: ["a", "b"])
      return try context.result(kind, operands)
    }
  }

  static func copy(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    [.tensor(try context.tensor("x"))]
  }

  static func copies(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let x = NNEFValue.tensor(try context.tensor("x"))
    let times = context.integer("times")
    guard (1...4096).contains(times) else {
      throw context.unsupported("times is \(times)", help: "make 1 to 4096 copies")
    }
    return [.list([NNEFValue](repeating: x, count: times))]
  }

  static func sumOfAll(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let terms = try context.values("x")
    guard var sum = terms.first else {
      throw context.unsupported("there is nothing to add", help: "give at least one tensor")
    }
    let shapes = terms.map { context.type($0).shape }
    guard shapes.allSatisfy({ $0 == shapes[0] }) else {
      throw context.refusal(
        NNEFRules.shapes, "the shapes are \(shapes.map(\.description).joined(separator: ", "))",
        help: "add_n takes tensors of one shape")
    }
    for (index, term) in terms.enumerated().dropFirst() {
      sum =
        index == terms.count - 1
        ? try context.add("add", [sum, term])
        : try context.step("sum\(index)", "add", [sum, term])
    }
    return [context.wrap(sum)]
  }

  static func notEqual(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let operands = try context.aligned(["x", "y"], names: ["a", "b"])
    let equal = try context.step("equal", "equal", operands)
    return try context.result("logical_not", [equal])
  }

  static func square(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let x = try context.value("x")
    return try context.result("mul", [x, x])
  }

  static func inverseSquare(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let x = try context.value("x")
    let square = try context.step("square", "mul", [x, x])
    return try context.result("reciprocal", [square])
  }

  static func inverseSquareRoot(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let x = try context.value("x")
    let root = try context.step("root", "sqrt", [x])
    return try context.result("reciprocal", [root])
  }

  static func logarithm2(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let x = try context.value("x")
    let natural = try context.step("natural", "log", [x])
    let base = context.scalar("base", 0.6931471805599453, like: x)
    return try context.result("div", [natural, base])
  }

  static func clamp(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    if let low = context.number(of: "a"), let high = context.number(of: "b") {
      let x = try context.value("x")
      return try context.result(
        "clip", [x], [Attribute("min", .number(low)), Attribute("max", .number(high))])
    }
    let operands = try context.aligned(["x", "a", "b"], names: ["x", "min", "max"])
    let below = try context.step("below", "minimum", [operands[0], operands[2]])
    return try context.result("maximum", [below, operands[1]])
  }

  static func select(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let operands = try context.aligned(
      ["condition", "true_value", "false_value"], names: ["condition", "a", "b"], leading: 1)
    return try context.result("select", operands)
  }

  static func parametricRelu(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let operands = try context.aligned(["x", "alpha"], names: ["x", "slope"])
    return try context.result("prelu", operands)
  }

  static func softAbsolute(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let x = try context.value("x")
    let square = try context.step("square", "mul", [x, x])
    let epsilon = context.scalar("epsilon", context.number("epsilon"), like: x)
    let sum = try context.step("sum", "add", [square, epsilon])
    return try context.result("sqrt", [sum])
  }

  static func cast(_ context: inout NNEFContext) throws(Refusal) -> [NNEFValue] {
    let input = try context.value("input")
    guard let generic = context.generic else {
      throw context.refusal(
        NNEFRules.argumentKind, "the type is not given", help: "write cast<scalar>(…)")
    }
    let element: ElementType = ["integer": .i64, "logical": .bool][generic] ?? .f32
    return try context.result("cast", [input], [Attribute("to", .storage(StorageType(element)))])
  }
}
