import Basic
import IR

/// Elements of one of two tensors, as a condition says.
enum TFLiteSelecting {
  static let operators = [
    TFLiteOperator("SELECT", becomes: ["select", "reshape"], selectRows),
    TFLiteOperator("SELECT_V2", becomes: ["select"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      let (ids, layout) = try context.aligned([0, 1, 2])
      return [try select(&context, ids, layout)]
    },
  ]

  /// A condition with one axis chooses whole slices along the first axis.
  private static func selectRows(
    _ context: inout TFLiteContext
  ) throws(Refusal) -> [TFLiteValue] {
    let (condition, a) = (try context.type(0), try context.type(1))
    guard condition.rank == 1, a.rank > 1 else {
      let (ids, layout) = try context.aligned([0, 1, 2])
      return [try select(&context, ids, layout)]
    }
    let shape = condition.shape + [Int](repeating: 1, count: a.rank - 1)
    let rows = try context.reshape(
      context.inFile(0), to: shape, name: "\(context.resultName()).rows")
    return [try select(&context, [rows, context.inFile(1), context.inFile(2)], .file)]
  }

  /// The kernel takes integers as they are.
  private static func select(
    _ context: inout TFLiteContext, _ ids: [ID<Value>], _ layout: TFLiteLayout
  ) throws(Refusal) -> TFLiteValue {
    let stated = try context.stated()
    let name = context.resultName(0, layout)
    let a = try context.reinterpret(ids[1], as: stated, name: "\(name).a")
    let b = try context.reinterpret(ids[2], as: stated, name: "\(name).b")
    return context.result(try context.add("select", [ids[0], a, b], [], name), layout)
  }
}
