import Basic
import IR

/// Elements that indices choose.
enum TFLiteGathering {
  static let operators = [
    TFLiteOperator("GATHER", becomes: ["gather", "gather_nd"], gather),
    TFLiteOperator("GATHER_ND", becomes: ["gather_nd"], gatherTuples),
  ]

  private static func gather(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let (x, indices) = (try context.type(0), try context.type(1))
    let options = context.operation.options
    let axis = try context.axis(options.integer("axis"), rank: x.rank)
    let given = options.integer("batch_dims")
    let batch = given < 0 ? given + indices.rank : given
    try check(context, size: x.shape[axis])
    guard batch != 0 else {
      let layout = indices.rank == 1 ? try context.home(0) : .file
      let operands = [try context.value(operand: 0, layout), try self.indices(&context)]
      let y = try context.add(
        "gather", operands, [Attribute("axis", .integer(layout.position(of: axis)))],
        context.resultName(0, layout))
      return [try context.moved(y, layout)]
    }
    guard batch == axis, indices.rank >= batch else {
      throw context.unsupported(
        "it takes along axis \(axis) with \(given) axes in common",
        help: "the axis that it takes along is the first that is not in common")
    }
    let tuples = try context.reshape(
      self.indices(&context), to: indices.shape + [1], name: "\(context.resultName()).tuples")
    let y = try context.add(
      "gather_nd", [try context.inFile(0), tuples],
      [Attribute("batch_dimensions", .integer(batch))], context.resultName())
    return [try context.moved(y)]
  }

  private static func gatherTuples(
    _ context: inout TFLiteContext
  ) throws(Refusal) -> [TFLiteValue] {
    let operands = [try context.inFile(0), try indices(&context)]
    return [try context.moved(try context.add("gather_nd", operands, [], context.resultName()))]
  }

  /// The indices in one of the types that the IR knows for them.
  private static func indices(_ context: inout TFLiteContext) throws(Refusal) -> ID<Value> {
    let id = try context.inFile(1)
    let type = context.builder.type(id)
    guard type.element.isInteger, type.quantization == nil else {
      throw context.unsupported("the indices are \(type)")
    }
    if type.element == .i64 { return id }
    return try context.cast(id, to: .i32, name: "\(context.resultName()).indices")
  }

  /// Indices that are known lie in the axis; the kernel stops at others.
  private static func check(_ context: TFLiteContext, size: Int) throws(Refusal) {
    guard let known = try context.constant(1) else { return }
    for index in known.numbers where index < 0 || index >= Double(size) {
      throw context.unsupported("an index is \(Int(index)), but the axis has \(size) elements")
    }
  }
}
