import IR

/// Takes single elements of a tensor, each from an index of its own along one axis.
package enum GatherElements: OperatorDefinition {
  package static let name = "gather_elements"
  package static let summary =
    "Takes single elements of a tensor, each from an index of its own along one axis."
  package static let details = """
    ```
    y[i, j, k] = x[i, indices[i, j, k], k]
    ```

    `j` runs along `axis`, `i` and `k` over the axes before and behind it. The result has the shape
    of `indices`. \(IndexOperand.details)
    """
  package static let operands: [OperandSpec] = [
    .value("x", "a tensor of at least one axis"),
    .value("indices", "an index for each element of the result"),
  ]
  package static let attributes = [
    AxisRules.axis("that indices go along", default: .integer(0))
  ]
  package static let constraints = [
    Constraint(1, "axis is an axis of x."),
    IndexOperand.constraint(2),
    DataMovement.typeConstraint(3),
    ElementIndices.shapeConstraint,
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    guard ElementIndices.check(call, &report) else { return nil }
    return [call.operands[0].reshaped(call.operands[1].shape)]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    [ElementIndices.blocks(call, inputs[1]).gathered(from: inputs[0], results[0])]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }
}
