import Basic
import IR

/// The rectifier with slopes for negative elements that are an operand.
enum TFLiteParametricRectifier {
  static let operators = [
    TFLiteOperator("PRELU", becomes: ["prelu", "mul", "requantize", "select"], rectify)
  ]

  private static func rectify(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let (x, slope) = (try context.type(0), try context.type(1))
    let (ids, layout) = try context.aligned([0, 1])
    let name = context.resultName(0, layout)
    guard context.isQuantized(x), context.isQuantized(slope) else {
      return [context.result(try context.add("prelu", ids, [], name), layout)]
    }
    let stated = try context.stated()
    let (scale, target) = (Float(x.scale), Float(stated.scale))
    let positive = try context.requantize(
      ids[0], by: Double(scale / target), to: stated, name: "\(name).positive")
    let product = try context.add("mul", ids, [], "\(name).product")
    let negative = try context.requantize(
      product, by: Double(scale * Float(slope.scale) / target), to: stated,
      name: "\(name).negative")
    let integers = try context.plain(ids[0], name: "\(name).x")
    let zero = context.scalar("zero", Double(x.commonZeroPoint), x.element)
    let isPositive = try context.add(
      "greater_equal", [integers, zero], [], "\(name).is_positive")
    let y = try context.add("select", [isPositive, positive, negative], [], name)
    return [context.result(y, layout)]
  }
}
