import IR

/// The sum of two tensors, element by element.
package enum Add: OperatorDefinition {
  package static let name = "add"
  package static let summary = "The sum of two tensors, element by element."
  package static let details = """
    ```
    y[i] = activation(a[i] + b[i])
    ```

    \(ElementwiseArithmetic.broadcastingDetails)

    Numbers of other types are added in their type; integers wrap around.

    Quantized integers are 32-bit sums of one scale and zero point 0, as convolutions give them; they wrap
    around at 32 bits. Tensors of other scales are requantized to a common one before.
    """
  package static let operands = ElementwiseArithmetic.operands
  package static let attributes = ElementwiseArithmetic.attributes
  package static let constraints = AccumulatorArithmetic.constraints
  package static let isCommutative = true

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
        call, inputs, results[0], { $0 + $1 }, { $0 &+ $1 }, { $0 + $1 },
        { $0 &+ $1 })
    ]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    ElementwiseArithmetic.work(call, results)
  }
}
