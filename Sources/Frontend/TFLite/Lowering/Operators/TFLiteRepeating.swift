import Basic
import IR

/// The same elements several times.
enum TFLiteRepeating {
  static let operators = [
    TFLiteOperator("TILE", becomes: ["tile"], tile),
    TFLiteOperator("BROADCAST_TO", becomes: ["broadcast"], broadcast),
    TFLiteOperator("FILL", becomes: ["broadcast"], fill),
    TFLiteOperator("ZEROS_LIKE", becomes: ["broadcast"], zeros),
  ]

  private static func tile(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let x = try context.type(0)
    let repeats = try context.sizes(1, "multiples", count: x.rank)
    let (id, layout) = try context.natural(0)
    let y = try context.add(
      "tile", [id], [Attribute("repeats", .integers(layout.arranged(repeats)))],
      context.resultName(0, layout))
    return [try context.moved(y, layout)]
  }

  private static func broadcast(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let shape = try context.sizes(1, "shape")
    let layout = shape.count == 4 ? try context.home(0) : .file
    let y = try context.broadcast(
      context.value(operand: 0, layout), to: layout.arranged(shape),
      name: context.resultName(0, layout))
    return [try context.moved(y, layout)]
  }

  private static func fill(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let shape = try context.sizes(0, "dims")
    let value = try context.type(1)
    guard !shape.contains(0) else { return [context.empty(value.element, shape)] }
    let name = context.resultName()
    let scalar = try context.reshape(context.inFile(1), to: [], name: "\(name).value")
    return [try context.moved(try context.broadcast(scalar, to: shape, name: name))]
  }

  private static func zeros(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let x = try context.type(0)
    guard x.quantization == nil else {
      throw context.unsupported("x is \(x)", help: "its kernel takes plain numbers alone")
    }
    guard !x.shape.contains(0) else { return [context.empty(x.element, x.shape)] }
    let zero = context.scalar("zero", 0, x.element)
    let y = try context.broadcast(zero, to: x.shape, name: context.resultName())
    return [context.result(y)]
  }
}
