import Basic
import IR

/// Elements of another type.
enum TFLiteCasting {
  static let operators = [
    TFLiteOperator("CAST", becomes: ["cast", "reinterpret"], cast)
  ]

  /// Integers that stand for real numbers are cast as the integers that they are.
  private static func cast(_ context: inout TFLiteContext) throws(Refusal) -> [TFLiteValue] {
    let stated = try context.stated()
    let (id, layout) = try context.natural(0)
    let name = context.resultName(0, layout)
    let y = try context.cast(
      context.plain(id, name: name), to: stated.element, name: name)
    return [try context.moved(y, layout)]
  }
}
