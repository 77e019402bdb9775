import Basic
import IR

/// Sums of many tensors, and classes as positions in a row.
enum TFLiteChains {
  static let operators = [
    TFLiteOperator("ADD_N", becomes: ["add"], sum),
    TFLiteOperator("ONE_HOT", becomes: ["equal", "select"], oneHot),
  ]

  private static func sum(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let (ids, layout) = try context.aligned(Array(0..<context.operandCount))
    let name = context.resultName(0, layout)
    guard var total = ids.first else {
      throw context.refusal(TFLiteRules.operandCount, "there is no operand")
    }
    for (index, id) in ids.enumerated().dropFirst() {
      let part = index == ids.count - 1 ? name : "\(name).part\(index)"
      total = try context.add("add", [total, id], [], part)
    }
    return [context.result(total, layout)]
  }

  /// The operands are the classes, their number, and what stands where they are and are not.
  private static func oneHot(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let type = try context.type(0)
    let depth = try context.integer(1, "depth")
    guard (1...TFLiteContext.constantLimit).contains(depth), type.element.isInteger else {
      throw context.unsupported("it makes rows of \(depth) from \(type)")
    }
    let given = context.operation.options.integer("axis")
    let axis = try context.axis(given, rank: type.rank + 1)
    let name = context.resultName()
    var shape = type.shape
    shape.insert(1, at: axis)
    let column = try context.reshape(
      context.cast(context.inFile(0), to: .i64, name: "\(name).classes"), to: shape,
      name: "\(name).column")
    var counting = shape.map { _ in 1 }
    counting[axis] = depth
    let positions = context.constant(
      "positions", Tensor(TensorType(.i64, counting), (0..<depth).map { Int64($0) }))
    let isHot = try context.add("equal", [column, positions], [], "\(name).hot")
    var values: [ID<Value>] = []
    for index in 2..<4 {
      values.append(
        try context.reshape(context.inFile(index), to: [], name: "\(name).value\(index)"))
    }
    return [try context.moved(try context.add("select", [isHot] + values, [], name))]
  }
}
