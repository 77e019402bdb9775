import Basic
import IR

/// Functions that limit their operand.
enum TFLiteRectifiers {
  static let operators = [
    TFLiteOperator("RELU", becomes: ["relu", "requantize"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try limit(&context, .relu)]
    },
    TFLiteOperator("RELU6", becomes: ["clip", "requantize"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try limit(&context, .clip(0, 6))]
    },
    TFLiteOperator("RELU_N1_TO_1", becomes: ["clip", "requantize"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try limit(&context, .clip(-1, 1))]
    },
    TFLiteOperator("RELU_0_TO_1", becomes: ["clip", "requantize"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try limit(&context, .clip(0, 1))]
    },
  ]

  private static func limit(
    _ context: inout TFLiteContext, _ activation: Activation
  ) throws(Refusal) -> TFLiteValue {
    let x = try context.type(0)
    let (id, layout) = try context.natural(0)
    let name = context.resultName(0, layout)
    guard context.isQuantized(x) else {
      return context.result(try context.limit(id, activation, name: name), layout)
    }
    let stated = try context.stated()
    let multiplier = Float(x.scale) / Float(stated.scale)
    let y = try context.requantize(
      id, by: Double(multiplier), to: stated, rounding: .tfliteDouble, activation, name: name)
    return context.result(y, layout)
  }
}
