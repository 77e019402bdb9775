import Basic
import IR
import Operators

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
    var terms: [ID<Value>] = []
    for (id, part) in zip(ids, ["a", "b"]) {
      terms.append(try term(&context, id, common, name: "\(name).\(part)"))
    }
    let sum = try context.add(kind, terms, [], "\(name).sum")
    let y = try context.requantize(
      sum, to: try context.stated(), rounding: .tfliteDouble, activation, name: name)
    return context.result(y, layout)
  }

  /// An operand in steps of half of the larger scale's 20th power of two: shifted left, which is
  /// exact, and then multiplied, with two roundings.
  ///
  /// One multiplication does both where it gives the same for every integer that there is.
  private static func term(
    _ context: inout TFLiteContext, _ id: ID<Value>, _ common: TensorType, name: String
  ) throws(Refusal) -> ID<Value> {
    let type = context.builder.type(id)
    guard let mode = directMode(type, common) else {
      let shifted = TensorType(.i32, [], Quantization(scale: type.scale * shift, zeroPoint: 0))
      let wide = try context.requantize(
        id, to: shifted, rounding: .single, name: "\(name).shifted")
      return try context.requantize(wide, to: common, rounding: .tfliteDouble, name: name)
    }
    return try context.requantize(id, to: common, rounding: mode, name: name)
  }

  /// The convention by which one multiplication equals the shift and the multiplication.
  private static func directMode(_ type: TensorType, _ common: TensorType) -> RoundingMode? {
    let range = type.element.integerRange ?? 0...0
    let everything = Int32.min...Int32.max
    func requantizer(_ scale: Double, _ zero: Int32, _ target: Double, _ mode: RoundingMode)
      -> Requantizer
    {
      Requantizer(
        scaleIn: scale, zeroIn: zero, inputBits: 8, scaleOut: target, zeroOut: 0, mode: mode,
        clamp: everything)
    }
    let second = requantizer(type.scale * shift, 0, common.scale, .tfliteDouble)
    let expected = range.map { q in second((Int32(q) - type.commonZeroPoint) << 20) }
    return [RoundingMode.single, .tfliteDouble].first { mode in
      let direct = requantizer(type.scale, type.commonZeroPoint, common.scale, mode)
      return zip(range, expected).allSatisfy { direct(Int32($0)) == $1 }
    }
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
