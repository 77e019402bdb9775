import IR

/// What `add` and `sub` share beyond `ElementwiseArithmetic`: their integers are 32-bit sums that
/// already have a common scale.
enum AccumulatorArithmetic {
  static let constraints =
    ElementwiseArithmetic.constraints + [
      Constraint(
        4,
        "a and b have one number type and are not quantized, or are both i32 with one and the same "
          + "scale and the zero point 0.")
    ]

  /// The result type, or `nil` after reporting the rules that are broken.
  static func inferTypes(_ call: OperatorCall, _ report: inout ConstraintReport) -> [TensorType]? {
    let shape = ElementwiseArithmetic.inferShape(call, &report)
    let (a, b) = (call.operands[0], call.operands[1])
    let areNumbers = a.isNumber && b.isNumber && a.element == b.element
    let areSums = a.element == .i32 && b.element == .i32 && a.isQuantizedPerTensor
    let isCommon = a.quantization == b.quantization && a.quantization?.isSymmetric ?? false
    guard
      report.require(
        areNumbers || (areSums && isCommon), 4, "a is \(a) and b is \(b)",
        help: "cast both to one type, or requantize both to one i32 type first")
    else { return nil }
    return shape.map { [a.reshaped($0)] }
  }

  /// The result, by the operation for each kind of element.
  @inline(__always)
  static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ result: TensorType,
    _ operateFloat: (Float, Float) -> Float, _ operateInteger: (Int32, Int32) -> Int32,
    _ operateReal: @escaping (Double, Double) -> Double, _ operateWide: (Int64, Int64) -> Int64
  ) -> Tensor {
    if result.isFloat {
      return ElementwiseArithmetic.evaluate(call, inputs, result, operateFloat)
    }
    if result.isNumber {
      return NumberArithmetic.map(
        inputs[0], inputs[1], result, floats: call.activated(operateReal), integers: operateWide)
    }
    return Broadcasting.map(inputs[0], inputs[1], result, operateInteger)
  }
}
