import IR

/// Takes each element from one of two tensors.
package enum Select: OperatorDefinition {
  package static let name = "select"
  package static let summary = "Takes each element from one of two tensors, as a condition says."
  package static let details = """
    ```
    y[i] = condition[i] ? a[i] : b[i]
    ```

    \(ElementwiseArithmetic.broadcastingDetails)
    """
  package static let operands: [OperandSpec] = [
    .value("condition", "truth values; their shape broadcasts with those of `a` and `b`"),
    .value("a", "the elements where the condition is true"),
    .value("b", "the elements where it is false"),
  ]
  package static let attributes: [AttributeSpec] = []
  package static let constraints = [
    Constraint(
      1,
      "Aligned at the right, the sizes of condition, a and b along each axis are equal, or 1."),
    Constraint(2, "The result has at most 2^31 elements."),
    Constraint(3, "condition is bool."),
    Constraint(4, "a and b have the same element type and quantization, per tensor if any."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (condition, a, b) = (call.operands[0], call.operands[1], call.operands[2])
    let isBool = report.require(
      condition.element == .bool, 3, "condition is \(condition)", help: "cast it to bool")
    let isAlike =
      a.element == b.element && a.quantization == b.quantization
      && a.quantization?.isPerTensor ?? true
    let areAlike = report.require(
      isAlike, 4, "a is \(a) and b is \(b)", help: "convert them to one type")
    guard let choices = ElementwiseArithmetic.broadcast(a, b, &report),
      let shape = ElementwiseArithmetic.broadcast(
        condition, a.reshaped(choices), &report), isBool, areAlike
    else { return nil }
    return [a.reshaped(shape)]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let shape = results[0].shape
    let condition = Broadcasting.expanded(inputs[0], to: shape)
    let (a, b) = (
      Broadcasting.expanded(inputs[1], to: shape), Broadcasting.expanded(inputs[2], to: shape)
    )
    let width = results[0].element.storedBytes
    let result = DataMovement.make(results[0]) { target in
      condition.withElements(of: UInt8.self) { mask in
        let (x, y) = (a.storage.bytes, b.storage.bytes)
        for index in mask.indices {
          let source = mask[index] != 0 ? x : y
          let range = index * width..<(index + 1) * width
          UnsafeMutableRawBufferPointer(rebasing: target[range]).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: source[range]))
        }
      }
    }
    withExtendedLifetime((a, b)) {}
    return [result]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: results[0].elementCount)
  }
}
