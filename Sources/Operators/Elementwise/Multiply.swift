import Basic
import IR

/// The product of two tensors, element by element.
package enum Multiply: OperatorDefinition {
  package static let name = "mul"
  package static let summary = "The product of two tensors, element by element."
  package static let details = """
    ```
    y[i] = activation(a[i] * b[i])
    ```

    \(ElementwiseArithmetic.broadcastingDetails)

    Numbers of other types are multiplied in their type; integers wrap around.

    On quantized integers `y[i] = (a[i] - za) * (b[i] - zb)`, where `za` and `zb` are the zero points. The
    result is `i32` with the exact product of the scales and the zero point 0.
    """
  package static let operands = ElementwiseArithmetic.operands
  package static let attributes = ElementwiseArithmetic.attributes
  package static let constraints =
    ElementwiseArithmetic.constraints + [
      Constraint(
        4,
        "a and b have one number type and are not quantized, or are both i8 or u8 quantized per tensor."
      ),
      Constraint(5, "The product of the scales is a positive finite f32."),
    ]
  package static let isCommutative = true

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let shape = ElementwiseArithmetic.inferShape(call, &report)
    let (a, b) = (call.operands[0], call.operands[1])
    if a.isNumber, b.isNumber, a.element == b.element {
      return shape.map { [a.reshaped($0)] }
    }
    let areBytes = [a, b].allSatisfy {
      ($0.element == .i8 || $0.element == .u8) && $0.isQuantizedPerTensor
    }
    guard
      report.require(
        areBytes, 4, "a is \(a) and b is \(b)", help: "cast both to one type, or quantize both")
    else { return nil }
    let scale = a.perTensor.scale * b.perTensor.scale
    guard
      report.require(
        IntegerAccumulation.isUsable(scale), 5,
        "the product of \(NumberText.scale(a.perTensor.scale)) and "
          + "\(NumberText.scale(b.perTensor.scale)) is \(NumberText.scale(scale))",
        help: "quantize with scales nearer to 1")
    else { return nil }
    let quantization = Quantization(scale: scale, zeroPoint: 0)
    return shape.map { [TensorType(.i32, $0, quantization)] }
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let result = results[0]
    if result.isFloat {
      return [ElementwiseArithmetic.evaluate(call, inputs, result) { $0 * $1 }]
    }
    if inputs[0].type.isNumber {
      return [
        NumberArithmetic.map(
          inputs[0], inputs[1], result, floats: call.activated { $0 * $1 },
          integers: { $0 &* $1 })
      ]
    }
    let (a, b) = (inputs[0].type, inputs[1].type)
    let (za, zb) = (a.perTensor.zeroPoint, b.perTensor.zeroPoint)
    switch (a.element, b.element) {
    case (.i8, .i8): return [multiply(Int8.self, Int8.self)]
    case (.i8, .u8): return [multiply(Int8.self, UInt8.self)]
    case (.u8, .i8): return [multiply(UInt8.self, Int8.self)]
    default: return [multiply(UInt8.self, UInt8.self)]
    }

    func multiply<A: TensorScalar & BinaryInteger, B: TensorScalar & BinaryInteger>(
      _: A.Type, _: B.Type
    ) -> Tensor {
      Broadcasting.map(inputs[0], inputs[1], result) { (x: A, y: B) in
        (Int32(x) &- za) &* (Int32(y) &- zb)
      }
    }
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    ElementwiseArithmetic.work(call, results)
  }
}
