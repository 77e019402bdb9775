import Basic
import IR

/// Products of matrices of floats.
enum ONNXProducts {
  static let operators = [
    ONNXOperator(
      "MatMul", becomes: ["matmul"], ONNXSinglePrecision.wide(takesDouble: true, matrixProduct)),
    ONNXOperator(
      "Gemm", becomes: ["dense", "matmul", "mul", "add"],
      ONNXSinglePrecision.wide(takesDouble: true, scaledProduct)),
  ]

  private static func matrixProduct(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let (a, b) = (try node.plain(try node.operand(0)), try node.plain(try node.operand(1)))
    let (left, right) = try node.matrices(a, b)
    let y = try node.product(node.productPart(a, b), left, right)
    return [try node.withoutVectorAxes(y, a, b)]
  }

  /// `alpha * A * B + beta * C`: `dense` where B and C are constants of the right shape.
  private static func scaledProduct(_ node: inout ONNXContext) throws(Refusal) -> [ID<Value>] {
    let (a, b) = (try node.operand(0), try node.operand(1))
    for id in [a, b] where node.type(id).rank != 2 {
      throw node.unsupported("'\(node.builder.name(id))' is \(node.type(id)), no matrix")
    }
    let alpha = try node.number("alpha", 1)
    let beta = try node.number("beta", 1)
    let isInteger = node.type(a).element.isInteger
    guard !isInteger || (alpha.isWhole && beta.isWhole) else {
      throw node.unsupported("alpha is \(alpha) and beta \(beta), but the elements are integers")
    }
    let rows = try node.flag("transA") ? node.transpose("rows", a, [1, 0]) : a
    let addend = beta == 0 ? nil : node.optional(2)
    if let dense = try dense(&node, rows, b, addend, alpha: alpha, beta: beta) { return [dense] }
    let matrix = try node.flag("transB") ? node.transpose("matrix", b, [1, 0]) : b
    let isLast = alpha == 1 && addend == nil
    var y = try node.product(isLast ? nil : "product", rows, matrix)
    if alpha != 1 { y = try node.make(addend == nil ? nil : "scaled", "mul", y, alpha) }
    guard var addend else { return [y] }
    if beta != 1 { addend = try node.make("addend", "mul", addend, beta) }
    return [try node.make(nil, "add", [y, addend])]
  }

  /// The node as `dense`, or `nil` if an operand is not as it wants.
  private static func dense(
    _ node: inout ONNXContext, _ rows: ID<Value>, _ b: ID<Value>, _ addend: ID<Value>?,
    alpha: Double, beta: Double
  ) throws(Refusal) -> ID<Value>? {
    let isTransposed = try node.flag("transB")
    let units = node.type(b).shape[isTransposed ? 0 : 1]
    guard node.type(rows).element == .f32, node.builder.isFixed(b) else { return nil }
    var operands = [rows]
    var weight = isTransposed ? b : try node.transpose("weight", b, [1, 0])
    if alpha != 1 { weight = try node.make("scaled", "mul", weight, alpha) }
    operands.append(weight)
    if let addend {
      let shape = node.type(addend).shape
      guard node.builder.isFixed(addend),
        [[], [1], [1, 1], [units], [1, units]].contains(shape)
      else { return nil }
      var bias = addend
      if beta != 1 { bias = try node.make("addend", "mul", bias, beta) }
      bias = try node.shaped("bias", bias, [node.type(bias).elementCount])
      if node.type(bias).shape != [units] {
        bias = try node.step("bias", "broadcast", [bias], [Attribute("shape", .integers([units]))])
      }
      operands.append(bias)
    }
    return try node.add("dense", operands)
  }
}

extension Double {
  /// Whether it is an integer.
  fileprivate var isWhole: Bool { rounded() == self }
}
