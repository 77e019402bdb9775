import IR

/// Repeats a whole tensor along its axes.
package enum TileOperator: OperatorDefinition {
  package static let name = "tile"
  package static let summary = "Repeats a whole tensor along its axes."
  package static let details = """
    ```
    y[i] = x[i modulo the shape of x]
    ```

    Along axis `k` the elements of `x` stand `repeats[k]` times in a row.
    """
  package static let operands: [OperandSpec] = [.value("x", "a tensor of any shape")]
  package static let attributes = [
    AttributeSpec(
      "repeats", .integers(count: nil), "how often x stands along each of its axes")
  ]
  package static let constraints = [
    Constraint(1, "repeats has an entry for each axis of x."),
    Constraint(2, "Every entry of repeats is positive."),
    Constraint(3, "The result has at most 2^31 elements."),
    DataMovement.typeConstraint(4),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let repeats = call.attributes.integers("repeats")
    let isMovable = DataMovement.requireMovable(x, 4, &report)
    guard
      report.require(
        repeats.count == x.rank, 1,
        "repeats has \(repeats.count) entries and x is \(x.plainDescription)",
        help: "give \(x.rank) entries"),
      report.require(
        repeats.allSatisfy { $0 > 0 }, 2, "repeats is \(repeats)", help: "give positive numbers")
    else { return nil }
    let shape = zip(x.shape, repeats).map { Saturating.product($0, $1) }
    guard
      report.require(
        TensorType.checkedElementCount(shape) != nil, 3, "the result is \(shape)",
        help: "repeat x less often"),
      isMovable
    else { return nil }
    return [x.reshaped(shape)]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let shape = inputs[0].type.shape
    // Each axis of the result as two: which repetition, and where in it.
    let split = zip(call.attributes.integers("repeats"), shape).flatMap { [$0, $1] }
    let strides = rowMajorStrides(of: shape).flatMap { [0, $0] }
    return [
      DataMovement.make(results[0]) { target in
        DataMovement.copy(
          split, from: inputs[0], .init(start: 0, strides: strides), to: target, .init(all: split))
      }
    ]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }
}
