import IR

/// Changes single elements of a tensor, each at an index of its own along one axis.
package enum ScatterElements: OperatorDefinition {
  package static let name = "scatter_elements"
  package static let summary =
    "Changes single elements of a tensor, each at an index of its own along one axis."
  package static let details = """
    ```
    y = x, and then for each (i, j, k):
    y[i, indices[i, j, k], k] = updates[i, j, k]
    ```

    `j` runs along `axis`, `i` and `k` over the axes before and behind it. \(ScatterRules.details)

    \(IndexOperand.details)
    """
  package static let operands: [OperandSpec] = [
    .value("x", "a tensor of at least one axis"),
    .value("indices", "an index for each update"),
    .value("updates", "the updates, in the shape of indices"),
  ]
  package static let attributes = [
    AxisRules.axis("that indices go along", default: .integer(0)), ScatterRules.reduction,
  ]
  package static let constraints = [
    Constraint(1, "axis is an axis of x."),
    IndexOperand.constraint(2),
    DataMovement.typeConstraint(3),
    ElementIndices.shapeConstraint,
    Constraint(5, "updates has the shape of indices and the elements of x."),
    ScatterRules.reductionConstraint(6),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let areIndicesSound = ElementIndices.check(call, &report)
    let areUpdatesSound = ScatterRules.check(call, updates: call.operands[1].shape, 5, &report)
    return areIndicesSound && areUpdatesSound ? [call.operands[0]] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    [ScatterRules.apply(call, inputs, ElementIndices.blocks(call, inputs[1]))]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    ScatterRules.work(call)
  }
}
