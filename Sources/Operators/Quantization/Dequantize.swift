import IR

/// Turns integers into the real numbers that they stand for.
package enum Dequantize: OperatorDefinition {
  package static let name = "dequantize"
  package static let summary = "Turns integers into the real numbers that they stand for."
  package static let details = """
    With `c` the index along the quantization axis of `x`, if it has one:

    ```
    y = f32(x - zero[c]) * scale[c]
    ```
    """
  package static let operands: [OperandSpec] = [
    .value("x", "quantized integers of at most 32 bits")
  ]
  package static let attributes: [AttributeSpec] = []
  package static let constraints: [Constraint] = [
    Constraint(1, "x is a quantized integer of at most 32 bits.")
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    guard
      report.require(
        x.isQuantizedWithin32Bits, 1, "x is \(x)", help: "state its scale and zero point")
    else { return nil }
    return [TensorType(.f32, x.shape)]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let x = inputs[0]
    guard let quantization = x.type.quantization else {
      preconditionFailure("dequantize \(x.type)")
    }
    let y = x.integers.enumerated().map { index, q in
      let c = x.type.index(of: index, along: quantization.axis)
      return Float(Int64(q) - Int64(quantization.zeroPoint(at: c)))
        * Float(quantization.scale(at: c))
    }
    return [Tensor(results[0], y)]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: results[0].elementCount)
  }
}
