import IR

/// Takes slices of a tensor along one axis, in the order that indices say.
package enum Gather: OperatorDefinition {
  package static let name = "gather"
  package static let summary =
    "Takes slices of a tensor along one axis, in the order that indices say."
  package static let details = """
    ```
    y[i, j, k] = x[i, indices[j], k]
    ```

    `i` runs over the axes of `x` before `axis`, `k` over those behind it, and `j` over all axes of
    `indices`, which take the place of `axis`. \(IndexOperand.details)
    """
  package static let operands: [OperandSpec] = [
    .value("x", "a tensor of at least one axis"),
    .value("indices", "the index of each slice, in any shape"),
  ]
  package static let attributes = [
    AxisRules.axis("that indices go along", default: .integer(0))
  ]
  package static let constraints = [
    Constraint(1, "axis is an axis of x."),
    IndexOperand.constraint(2),
    DataMovement.typeConstraint(3),
    Constraint(4, "The result has at most 2^31 elements."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (x, indices) = (call.operands[0], call.operands[1])
    let hasIndices = IndexOperand.require(indices, 2, &report)
    let isMovable = DataMovement.requireMovable(x, 3, &report)
    guard let axis = AxisRules.resolve(call, &report) else { return nil }
    let shape = x.shape[..<axis] + indices.shape + x.shape[(axis + 1)...]
    guard
      report.require(
        TensorType.checkedElementCount(Array(shape)) != nil, 4, "the result is \(Array(shape))",
        help: "give fewer indices"),
      hasIndices, isMovable
    else { return nil }
    return [x.reshaped(Array(shape))]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let lanes = AxisRules.lanes(call)
    let offsets = IndexOperand.offsets(inputs[1], sizes: [lanes.size], strides: [lanes.inner])
    let blocks = IndexedBlocks(
      offsets: offsets, size: lanes.inner, repeats: lanes.outer, step: lanes.size * lanes.inner)
    return [blocks.gathered(from: inputs[0], results[0])]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }
}
