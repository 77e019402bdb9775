import Basic
import IR

/// Conversions between integers and the real numbers that they stand for.
enum TFLiteQuantizing {
  static let operators = [
    TFLiteOperator("QUANTIZE", becomes: ["quantize", "requantize"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try quantize(&context)]
    },
    TFLiteOperator("DEQUANTIZE", becomes: ["dequantize", "cast"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try dequantize(&context)]
    },
  ]

  private static func quantize(_ context: inout TFLiteContext) throws(Refusal) -> TFLiteValue {
    let (x, stated) = (try context.type(0), try context.stated())
    let (id, layout) = try context.natural(0)
    let name = context.resultName(0, layout)
    guard x.quantization == nil else {
      let y = try context.requantize(
        id, to: stated, rounding: .tfliteDouble, name: name)
      return context.result(y, layout)
    }
    let y = try context.add(
      "quantize", [id],
      [
        Attribute("to", .storage(StorageType(stated.element, stated.quantization))),
        Attribute("rounding", .symbol("half_away")),
      ], name)
    return context.result(y, layout)
  }

  private static func dequantize(_ context: inout TFLiteContext) throws(Refusal) -> TFLiteValue {
    let x = try context.type(0)
    let (id, layout) = try context.natural(0)
    let name = context.resultName(0, layout)
    guard x.quantization == nil else {
      return context.result(try context.add("dequantize", [id], [], name), layout)
    }
    // Half-precision weights, which most files of floats hold.
    let y = try context.add(
      "cast", [id], [Attribute("to", .storage(StorageType(.f32)))], name)
    return context.result(y, layout)
  }
}
