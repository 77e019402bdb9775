import Basic
import IR

/// Operators on two tensors that broadcast, beyond sums and products.
enum TFLitePairs {
  static let operators =
    [("MAXIMUM", "maximum"), ("MINIMUM", "minimum")].map { name, kind in
      TFLiteOperator(name, becomes: [kind]) { (context: inout TFLiteContext) throws(Refusal) in
        [try extreme(&context, kind)]
      }
    } + [
      TFLiteOperator("POW", becomes: ["pow"]) { (context: inout TFLiteContext) throws(Refusal) in
        let (ids, layout) = try context.aligned([0, 1])
        let y = try context.add("pow", ids, [], context.resultName(0, layout))
        return [context.result(y, layout)]
      },
      TFLiteOperator("DIV", becomes: ["div", "relu", "clip"], divide),
      TFLiteOperator("FLOOR_DIV", becomes: ["div", "mod", "sub", "floor", "cast"], floorDivide),
      TFLiteOperator("FLOOR_MOD", becomes: ["mod"], modulo),
    ]

  /// The kernel compares integers as they are.
  private static func extreme(
    _ context: inout TFLiteContext, _ kind: String
  ) throws(Refusal) -> TFLiteValue {
    let stated = try context.stated()
    let (ids, layout) = try context.aligned([0, 1])
    let name = context.resultName(0, layout)
    var operands: [ID<Value>] = []
    for (id, part) in zip(ids, ["a", "b"]) {
      operands.append(try context.reinterpret(id, as: stated, name: "\(name).\(part)"))
    }
    return context.result(try context.add(kind, operands, [], name), layout)
  }

  private static func divide(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let activation = try context.activation()
    let (ids, layout) = try context.aligned([0, 1])
    let name = context.resultName(0, layout)
    let y = try context.add("div", ids, [], activation == .none ? name : "\(name).unlimited")
    return [context.result(try context.limit(y, activation, name: name), layout)]
  }

  /// The floor of the quotient; of integers `(a − a mod b) / b`, where the remainder has the sign of b.
  ///
  /// The kernel divides floats in `f64`, since the floor shows the last bit of the quotient.
  private static func floorDivide(
    _ context: inout TFLiteContext
  ) throws(Refusal) -> [TFLiteValue] {
    let (ids, layout) = try context.aligned([0, 1])
    let name = context.resultName(0, layout)
    let element = context.builder.type(ids[0]).element
    guard element.isFloat else {
      let rest = try context.add("mod", ids, [], "\(name).rest")
      let whole = try context.add("sub", [ids[0], rest], [], "\(name).whole")
      return [context.result(try context.add("div", [whole, ids[1]], [], name), layout)]
    }
    let a = try context.cast(ids[0], to: .f64, name: "\(name).a")
    let b = try context.cast(ids[1], to: .f64, name: "\(name).b")
    let quotient = try context.add("div", [a, b], [], "\(name).quotient")
    let floor = try context.add("floor", [quotient], [], "\(name).floor")
    return [context.result(try context.cast(floor, to: element, name: name), layout)]
  }

  private static func modulo(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let (ids, layout) = try context.aligned([0, 1])
    let y = try context.add("mod", ids, [], context.resultName(0, layout))
    return [context.result(y, layout)]
  }
}
