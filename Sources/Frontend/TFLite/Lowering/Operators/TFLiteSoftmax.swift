import Basic
import IR

/// Exponentials that add up to one.
enum TFLiteSoftmax {
  static let operators = [
    TFLiteOperator("SOFTMAX", becomes: ["softmax", "fixed_point_softmax"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try softmax(&context)]
    }
  ]

  private static func softmax(_ context: inout TFLiteContext) throws(Refusal) -> TFLiteValue {
    let x = try context.type(0)
    let (id, layout) = try context.natural(0)
    let axis = layout.position(of: x.rank - 1)
    let beta = context.operation.options.number("beta")
    let name = context.resultName(0, layout)
    guard context.isQuantized(x) else {
      var scaled = id
      if beta != 1 {
        let factor = context.constant("beta", Tensor([], floats: [beta]))
        scaled = try context.step("scaled", "mul", [id, factor])
      }
      let y = try context.add("softmax", [scaled], [Attribute("axis", .integer(axis))], name)
      return context.result(y, layout)
    }
    let y = try context.add(
      "fixed_point_softmax", [id],
      [Attribute("axis", .integer(axis)), Attribute("beta", .number(Double(beta)))], name)
    // The kernel takes any scale within a thousandth of 1/256 for it.
    return try context.moved(y, layout)
  }
}
