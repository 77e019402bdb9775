import IR

/// Turns elements into those of another type.
package enum CastOperator: OperatorDefinition {
  package static let name = "cast"
  package static let summary = "Turns elements into those of another type."
  package static let details = """
    Floats become integers by dropping the fraction; they saturate at 64 bits, and what is no number
    becomes 0. Integers keep the bits that the new type has. Numbers other than 0 become true. Floats are
    rounded to the nearest of the new type, ties to even.
    """
  package static let operands: [OperandSpec] = [.value("x", "a tensor of any shape")]
  package static let attributes = [
    AttributeSpec("to", .storage, "the element type of the result")
  ]
  package static let constraints = [
    Constraint(1, "x is not quantized."), Constraint(2, "to is not quantized."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (x, target) = (call.operands[0], call.attributes.storage("to"))
    let isPlain = report.require(
      x.quantization == nil, 1, "x is \(x)", help: "dequantize x, or reinterpret its integers")
    let hasTarget = report.require(
      target.quantization == nil, 2, "to is \(target)", help: "numbers become integers by quantize")
    return isPlain && hasTarget ? [TensorType(target.element, x.shape)] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let (x, result) = (inputs[0], results[0])
    if x.type.element == result.element { return [x] }
    if x.type.element.isInteger || x.type.element == .bool, result.element.isInteger {
      return [wrapped(x.converted(to: .i64), result)]
    }
    return [cast(x, to: result)]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: results[0].elementCount)
  }

  /// Elements as those of another type, saturated.
  static func cast(_ x: Tensor, to result: TensorType) -> Tensor {
    guard result.element.isInteger, x.type.element.isFloat else {
      return x.converted(to: result.element).retyped(result)
    }
    let wide = TensorType(.i64, result.shape)
    return wrapped(Tensor(wide, numbers: x.numbers.map { $0.rounded(.towardZero) }), result)
  }

  /// 64-bit integers with the bits that another integer type has.
  static func wrapped(_ x: Tensor, _ result: TensorType) -> Tensor {
    switch result.element {
    case .i8: x.mapElements(result) { (x: Int64) in Int8(truncatingIfNeeded: x) }
    case .i4: x.mapElements(result) { (x: Int64) in Int8(truncatingIfNeeded: x << 4) >> 4 }
    case .u4: x.mapElements(result) { (x: Int64) in UInt8(x & 15) }
    case .u8: x.mapElements(result) { (x: Int64) in UInt8(truncatingIfNeeded: x) }
    case .i16: x.mapElements(result) { (x: Int64) in Int16(truncatingIfNeeded: x) }
    case .i32: x.mapElements(result) { (x: Int64) in Int32(truncatingIfNeeded: x) }
    default: x.retyped(result)
    }
  }
}
