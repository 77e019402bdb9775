import IR

/// The difference of two tensors, element by element.
package enum Subtract: OperatorDefinition {
  package static let name = "sub"
  package static let summary = "The difference of two tensors, element by element."
  package static let details = """
    ```
    y[i] = activation(a[i] - b[i])
    ```

    \(ElementwiseArithmetic.broadcastingDetails)

    Numbers of other types are subtracted in their type; integers wrap around.

    Quantized integers are 32-bit sums of one scale and zero point 0, as convolutions give them; they wrap
    around at 32 bits. Tensors of other scales are requantized to a common one before.
    """
  package static let operands = ElementwiseArithmetic.operands
  package static let attributes = ElementwiseArithmetic.attributes
  package static let constraints = AccumulatorArithmetic.constraints

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    AccumulatorArithmetic.inferTypes(call, &report)
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    [
      AccumulatorArithmetic.evaluate(
        call, inputs, results[0], { $0 - $1 }, { $0 &- $1 }, { $0 - $1 },
        { $0 &- $1 })
    ]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    ElementwiseArithmetic.work(call, results)
  }
}
