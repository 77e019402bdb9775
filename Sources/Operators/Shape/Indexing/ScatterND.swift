import IR

/// Changes slices of a tensor, each at a tuple of indices along its first axes.
package enum ScatterND: OperatorDefinition {
  package static let name = "scatter_nd"
  package static let summary =
    "Changes slices of a tensor, each at a tuple of indices along its first axes."
  package static let details = """
    ```
    y = x, and then for each (j, k):
    y[indices[j, 0], …, indices[j, q-1], k] = updates[j, k]
    ```

    `j` runs over the axes of `indices` but the last, whose size is `q`, and `k` over what is left
    of `x`. \(ScatterRules.details)

    \(IndexOperand.details)
    """
  package static let operands: [OperandSpec] = [
    .value("x", "a tensor of at least one axis"),
    .value("indices", "tuples of indices along the last axis"),
    .value("updates", "a slice of x for each tuple"),
  ]
  package static let attributes = [ScatterRules.reduction]
  package static let constraints = [
    Constraint(1, "indices has at least one axis."),
    IndexOperand.constraint(2),
    DataMovement.typeConstraint(3),
    Constraint(4, "The last axis of indices has at most an entry for each axis of x."),
    Constraint(5, "updates has a slice of x for each tuple, and the elements of x."),
    ScatterRules.reductionConstraint(6),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (x, indices) = (call.operands[0], call.operands[1])
    let hasIndices = IndexOperand.require(indices, 2, &report)
    let isMovable = DataMovement.requireMovable(x, 3, &report)
    guard
      report.require(
        indices.rank > 0, 1, "indices is \(indices.plainDescription)",
        help: "reshape indices to [1]")
    else { return nil }
    let width = indices.shape[indices.rank - 1]
    guard
      report.require(
        width <= x.rank, 4, "tuples have \(width) indices, and x is \(x.plainDescription)",
        help: "give tuples of at most \(x.rank) indices")
    else { return nil }
    let areUpdatesSound = ScatterRules.check(
      call, updates: indices.shape.dropLast() + x.shape[width...], 5, &report)
    return hasIndices && isMovable && areUpdatesSound ? [x] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    [ScatterRules.apply(call, inputs, TupleIndices.blocks(call, inputs[1], batch: 0))]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    ScatterRules.work(call)
  }
}
