import Basic
import IR

/// Operators on two or more tensors that broadcast.
enum ONNXPairs {
  static let operators: [ONNXOperator] =
    plain.map { type, kind in
      ONNXOperator(type, becomes: [kind]) { (node: inout ONNXContext) throws(Refusal) in
        let (a, b) = try operands(&node)
        return [try node.add(kind, [a, b])]
      }
    }
    + [("Min", "minimum"), ("Max", "maximum"), ("Sum", "add")].map { type, kind in
      ONNXOperator(type, becomes: [kind]) { (node: inout ONNXContext) throws(Refusal) in
        [try chain(&node, kind, isLast: true)]
      }
    }
    + [
      ONNXOperator("Mean", becomes: ["add", "div"], mean),
      ONNXOperator("Mod", becomes: ["mod"], modulo),
      ONNXOperator("BitShift", becomes: ["shift_left", "shift_right"], shift),
      ONNXOperator("Where", becomes: ["select"], select),
    ]

  private static let plain: [(String, String)] = [
    ("Add", "add"), ("Sub", "sub"), ("Mul", "mul"), ("Div", "div"), ("Pow", "pow"),
    ("Equal", "equal"), ("Less", "less"), ("LessOrEqual", "less_equal"), ("Greater", "greater"),
    ("GreaterOrEqual", "greater_equal"), ("And", "logical_and"), ("Or", "logical_or"),
    ("Xor", "logical_xor"), ("BitwiseAnd", "bitwise_and"), ("BitwiseOr", "bitwise_or"),
    ("BitwiseXor", "bitwise_xor"),
  ]

  private static func operands(
    _ node: inout ONNXContext
  ) throws(Refusal) -> (ID<Value>, ID<Value>) {
    (try node.plain(try node.operand(0)), try node.plain(try node.operand(1)))
  }

  /// One operation after the other over all operands.
  private static func chain(
    _ node: inout ONNXContext, _ kind: String, isLast: Bool
  ) throws(Refusal) -> ID<Value> {
    var result = try node.plain(try node.operand(0))
    for index in node.operands.indices.dropFirst() {
      let isEnd = isLast && index == node.operands.count - 1
      result = try node.make(
        isEnd ? nil : "part\(index)", kind, [result, try node.plain(try node.operand(index))])
    }
    return result
  }

  private static func mean(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let count = Double(node.operands.count)
    return [try node.make(nil, "div", try chain(&node, "add", isLast: false), count)]
  }

  private static func modulo(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let (a, b) = try operands(&node)
    let sign = try node.flag("fmod") ? "dividend" : "divisor"
    return [try node.add("mod", [a, b], [Attribute("sign", .symbol(sign))])]
  }

  private static func shift(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let (a, b) = try operands(&node)
    let direction = try node.word("direction", ["LEFT", "RIGHT"])
    return [try node.add(direction == "LEFT" ? "shift_left" : "shift_right", [a, b])]
  }

  private static func select(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let (a, b) = (try node.operand(1), try node.operand(2))
    if let shape = node.broadcastShape([node.type(a).shape, node.type(b).shape]),
      shape.contains(0)
    {
      return [try node.empty(node.type(a).element, shape)]
    }
    return [try node.add("select", [try node.operand(0), try node.plain(a), try node.plain(b)])]
  }
}
