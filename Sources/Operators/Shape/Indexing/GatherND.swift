import IR

/// Takes slices of a tensor, each from a tuple of indices along its first axes.
package enum GatherND: OperatorDefinition {
  package static let name = "gather_nd"
  package static let summary =
    "Takes slices of a tensor, each from a tuple of indices along its first axes."
  package static let details = """
    ```
    y[b, j, k] = x[b, indices[b, j, 0], …, indices[b, j, q-1], k]
    ```

    `b` runs over the first `batch_dimensions` axes, which `x` and `indices` share, `j` over the
    others of `indices` but the last, whose size is `q`, and `k` over what is left of `x`.
    \(IndexOperand.details)
    """
  package static let operands: [OperandSpec] = [
    .value("x", "a tensor of at least one axis"),
    .value("indices", "tuples of indices along the last axis"),
  ]
  package static let attributes = [
    AttributeSpec(
      "batch_dimensions", .integer, "the number of first axes that x and indices share",
      default: .integer(0))
  ]
  package static let constraints = [
    Constraint(1, "batch_dimensions is not negative and less than the ranks of x and indices."),
    IndexOperand.constraint(2),
    DataMovement.typeConstraint(3),
    Constraint(4, "x and indices have equal sizes on the first batch_dimensions axes."),
    Constraint(5, "The last axis of indices has at most an entry for each other axis of x."),
    Constraint(6, "The result has at most 2^31 elements."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (x, indices) = (call.operands[0], call.operands[1])
    let batch = call.attributes.integer("batch_dimensions")
    let hasIndices = IndexOperand.require(indices, 2, &report)
    let isMovable = DataMovement.requireMovable(x, 3, &report)
    guard
      report.require(
        batch >= 0 && batch < min(x.rank, indices.rank), 1,
        "batch_dimensions is \(batch), x is \(x.plainDescription) and indices is "
          + indices.plainDescription,
        help: "give indices of at least one axis more")
    else { return nil }
    let width = indices.shape[indices.rank - 1]
    let sharesBatch = report.require(
      x.shape[..<batch] == indices.shape[..<batch], 4,
      "x is \(x.plainDescription), indices is \(indices.plainDescription), "
        + "and batch_dimensions is \(batch)")
    let fits = report.require(
      width <= x.rank - batch, 5,
      "tuples have \(width) indices, and x has \(x.rank - batch) axes for them",
      help: "give tuples of at most \(x.rank - batch) indices")
    guard fits else { return nil }
    let shape = Array(indices.shape.dropLast() + x.shape[(batch + width)...])
    guard
      report.require(
        TensorType.checkedElementCount(shape) != nil, 6, "the result is \(shape)",
        help: "give fewer indices"),
      hasIndices, isMovable, sharesBatch
    else { return nil }
    return [x.reshaped(shape)]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let batch = call.attributes.integer("batch_dimensions")
    let blocks = TupleIndices.blocks(call, inputs[1], batch: batch)
    return [blocks.gathered(from: inputs[0], results[0])]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }
}
