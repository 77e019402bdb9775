import Basic
import IR

/// Operators that give elements another type.
enum ONNXCasts {
  static let operators = [
    ONNXOperator("Cast", becomes: ["cast"]) { (node: inout ONNXContext) throws(Refusal) in
      guard let element = try node.elementType("to") else {
        throw node.refusal(ONNXNodeRules.attributeKind, "the attribute 'to' is missing")
      }
      return [try cast(&node, to: element)]
    },
    ONNXOperator("CastLike", becomes: ["cast"]) { (node: inout ONNXContext) throws(Refusal) in
      [try cast(&node, to: node.type(try node.operand(1)).element)]
    },
  ]

  private static func cast(
    _ node: inout ONNXContext, to element: ElementType
  ) throws(Refusal) -> ID<Value> {
    let x = try node.plain(try node.operand(0))
    if node.isEmpty(x) { return try node.empty(element, node.type(x).shape) }
    guard node.type(x).element != element else { return x }
    return try node.add("cast", [x], [Attribute("to", .storage(StorageType(element)))])
  }
}
