import Basic
import IR

/// Products of matrices, for every pair of a batch.
enum TFLiteProducts {
  static let operators = [
    TFLiteOperator("BATCH_MATMUL", becomes: ["matmul", "transpose", "requantize"], product)
  ]

  private static func product(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let options = context.operation.options
    let (a, b) = (try context.type(0), try context.type(1))
    let operands = [
      try matrices(&context, 0, isTransposed: options.flag("adj_x")),
      try matrices(&context, 1, isTransposed: options.flag("adj_y")),
    ]
    let name = context.resultName()
    guard context.isQuantized(a), context.isQuantized(b) else {
      return [context.result(try context.add("matmul", operands, [], name))]
    }
    let stated = try context.stated()
    let sums = try context.step("sum", "matmul", operands)
    // The product of the scales is rounded, their quotient is not.
    let multiplier = Double(Float(a.scale) * Float(b.scale)) / stated.scale
    return [context.result(try context.requantize(sums, by: multiplier, to: stated, name: name))]
  }

  /// An operand, with its last two axes swapped if the options ask for that.
  private static func matrices(
    _ context: inout TFLiteContext, _ index: Int, isTransposed: Bool
  ) throws(Refusal) -> ID<Value> {
    let type = try context.type(index)
    guard isTransposed, type.rank >= 2 else { return try context.inFile(index) }
    var permutation = Array(0..<type.rank)
    permutation.swapAt(type.rank - 2, type.rank - 1)
    return try context.permute(
      context.inFile(index), permutation, to: permutation.map { type.shape[$0] },
      name: "\(context.name(of: try context.tensor(index))).transposed")
  }
}
