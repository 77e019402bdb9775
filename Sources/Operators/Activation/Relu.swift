import IR

/// The rectifier: negative elements become zero.
package enum Relu: OperatorDefinition {
  package static let name = "relu"
  package static let summary = "The rectifier: negative elements become zero."
  package static let details = """
    ```
    y[i] = max(x[i], 0)
    ```

    On integers `y[i] = max(x[i], z)`, where the zero point `z` stands for the real number 0.
    """
  package static let operands: [OperandSpec] = [.value("x", "a tensor of any shape")]
  package static let attributes: [AttributeSpec] = []
  package static let constraints = [
    Constraint(1, "x has a number type, or is integers of at most 32 bits quantized per tensor.")
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let isSound = report.require(
      x.isNumber || x.isQuantizedInteger, 1, "x is \(x)",
      help: "cast x to a number type, or quantize it per tensor")
    return isSound ? [x] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let x = inputs[0]
    if x.type.isFloat { return [x.mapElements(results[0]) { (x: Float) in max(x, 0) }] }
    if x.type.isNumber {
      return [
        NumberArithmetic.map(
          x, results[0], floats: { $0 < 0 ? 0 : $0 }, integers: { max($0, 0) })
      ]
    }
    let zero = saturated(Int(x.type.perTensor.zeroPoint), to: x.type.element)
    return [x.limitIntegers(results[0], zero, .max)]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: results[0].elementCount)
  }
}
