import IR

/// Turns real numbers into the integers that stand for them.
package enum Quantize: OperatorDefinition {
  package static let name = "quantize"
  package static let summary = "Turns real numbers into the integers that stand for them."
  package static let details = """
    With `c` the index along the quantization axis of `to`, if it has one:

    ```
    y = saturate(round(x / scale[c]) + zero[c])
    ```

    The quotient is an `f32`. `rounding` says what becomes of halves: `half_even` is the convention
    of ONNX, `half_away` (from zero) that of TFLite. What is no number becomes the zero point.
    """
  package static let operands: [OperandSpec] = [.value("x", "real numbers")]
  package static let attributes: [AttributeSpec] = [
    AttributeSpec("to", .storage, "element type, scales and zero points of the result"),
    AttributeSpec(
      "rounding", .symbol(["half_even", "half_away"]), "what becomes of halves",
      default: .symbol("half_even")),
  ]
  package static let constraints: [Constraint] = [
    Constraint(1, "x is f32."),
    Constraint(
      2,
      "to is an integer type of at most 16 bits whose scales are positive and finite, whose zero "
        + "points are in its range, and which has one scale, or one for each index of its axis."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (x, target) = (call.operands[0], call.attributes.storage("to"))
    let result = target.tensor(x.shape)
    let hasNumbers = report.require(
      x.isFloat, 1, "x is \(x)", help: "integers take another scale by requantize")
    let hasTarget = report.require(
      result.isQuantizedWithin32Bits && result.element.bits <= 16 && result.fault == nil, 2,
      "to is \(target)" + (result.fault.map { ": \($0)" } ?? ""),
      help: "such as i8 quantized(scale: 0.1, zero: 0)")
    return hasNumbers && hasTarget ? [result] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let isEven = call.attributes.symbol("rounding") == "half_even"
    guard let quantization = results[0].quantization, let range = results[0].element.integerRange
    else { preconditionFailure("quantize to \(results[0])") }
    let (low, high) = (Float(range.lowerBound), Float(range.upperBound))
    let y = inputs[0].floats.enumerated().map { index, x in
      let c = results[0].index(of: index, along: quantization.axis)
      let (scale, zero) = (Float(quantization.scale(at: c)), quantization.zeroPoint(at: c))
      let rounded = (x / scale).rounded(isEven ? .toNearestOrEven : .toNearestOrAwayFromZero)
      guard !rounded.isNaN else { return zero }
      return Int32(min(max(rounded + Float(zero), low), high))
    }
    return [Tensor(results[0], integers: y)]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: results[0].elementCount)
  }
}
