import Basic
import IR

/// Lowerings to operators that compute in `f32` alone, made to serve other floats.
enum ONNXSinglePrecision {
  /// `lower`, with operands of 16 bits cast to `f32` before it and its results cast back.
  ///
  /// This is no less precise than computing in 16 bits, and rounds once where that rounds often.
  ///
  /// - Parameters:
  ///   - typedBy: for each result, the operand whose element type it has; others are not cast.
  ///   - takesDouble: whether `lower` has a form for `f64`, which is refused otherwise.
  static func wide(
    typedBy: [Int] = [0], takesDouble: Bool = false, _ lower: @escaping ONNXOperator.Lowering
  ) -> ONNXOperator.Lowering {
    { (node: inout ONNXContext) throws(Refusal) in
      let (given, names) = (node.operands, node.node.outputs)
      if !takesDouble { try refuseDouble(node) }
      guard given.contains(where: { isNarrow($0, node) }) else { return try lower(&node) }
      for (index, id) in given.enumerated() where isNarrow(id, node) {
        guard let id else { continue }
        node.operands[index] = try node.cast(id, to: .f32)
      }
      node.node.outputs = names.map { $0.isEmpty ? "" : "\($0).f32" }
      var results = try lower(&node)
      node.node.outputs = names
      for (index, operand) in typedBy.enumerated() where index < results.count {
        let id = operand < given.count ? given[operand] : nil
        guard let id, isNarrow(id, node), node.type(results[index]).element == .f32 else {
          continue
        }
        let to = Attribute("to", .storage(StorageType(node.type(id).element)))
        results[index] = try node.add("cast", [results[index]], [to], name: node.name(of: index))
      }
      return results
    }
  }

  private static func isNarrow(_ id: ID<Value>?, _ node: ONNXContext) -> Bool {
    guard let id else { return false }
    return node.type(id).element == .f16 || node.type(id).element == .bf16
  }

  private static func refuseDouble(_ node: ONNXContext) throws(Refusal) {
    for case let id? in node.operands where node.type(id).element == .f64 {
      throw node.refusal(
        ONNXRules.elementType,
        "'\(node.builder.name(id))' is \(node.type(id)), but it computes in f32",
        help: "convert the model to float")
    }
  }
}
