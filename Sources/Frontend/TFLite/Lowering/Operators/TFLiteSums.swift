import Basic
import IR

/// Sums, differences and products, element by element.
enum TFLiteSums {
  static let operators = [
    TFLiteOperator("ADD", becomes: ["add", "requantize"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try sum(&context, "add")]
    },
    TFLiteOperator("SUB", becomes: ["sub", "requantize"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try sum(&context, "sub")]
    },
    TFLiteOperator("MUL", becomes: ["mul", "requantize"]) {
      (context: inout TFLiteContext) throws(Refusal) in
      [try product(&context)]
    },
  ]

  /// The kernel shifts both operands left by so many bits before it brings them to one scale.
  private static let shift = 0x1p-20

  private static func sum(
    _ context: inout TFLiteContext, _ kind: String
  ) throws(Refusal) -> TFLiteValue {
    let (a, b) = (try context.type(0), try context.type(1))
    guard context.isQuantized(a), context.isQuantized(b) else {
      return try plain(&context, kind)
    }
    let activation = try context.activation()
    let (ids, layout) = try context.aligned([0, 1])
    let name = context.resultName(0, layout)
    let twice = 2 * max(a.scale, b.scale)
    let common = TensorType(.i32, [], Quantization(scale: twice * shift, zeroPoint: 0))
    let terms = try context.terms(ids, shift: shift, common, name: name)
    let sum = try context.add(kind, terms, [], "\(name).sum")
    let y = try context.requantize(
      sum, to: try context.stated(), rounding: .tfliteDouble, activation, name: name)
    return context.result(y, layout)
  }

  private static func product(_ context: inout TFLiteContext) throws(Refusal) -> TFLiteValue {
    let (a, b) = (try context.type(0), try context.type(1))
    guard context.isQuantized(a), context.isQuantized(b) else {
      return try plain(&context, "mul")
    }
    let activation = try context.activation()
    let (ids, layout) = try context.aligned([0, 1])
    let (name, stated) = (context.resultName(0, layout), try context.stated())
    let product = try context.add("mul", ids, [], "\(name).product")
    let multiplier = Float(a.scale) * Float(b.scale) / Float(stated.scale)
    let y = try context.requantize(
      product, by: Double(multiplier), to: stated, rounding: .tfliteDouble, activation, name: name)
    return context.result(y, layout)
  }

  /// The operation on floats, or on integers that are only numbers.
  private static func plain(
    _ context: inout TFLiteContext, _ kind: String
  ) throws(Refusal) -> TFLiteValue {
    let activation = try context.activation()
    let (ids, layout) = try context.aligned([0, 1])
    let y = try context.add(
      kind, ids, [Attribute("activation", .activation(activation))],
      context.resultName(0, layout))
    return context.result(y, layout)
  }
}

extension TensorType {
  /// The scale of a tensor quantized per tensor; 1 if it is not quantized.
  var scale: Double { quantization?.scale(at: 0) ?? 1 }
}
