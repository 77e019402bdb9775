import IR

/// Repeats a tensor to a larger shape by NumPy broadcasting.
package enum Broadcast: OperatorDefinition {
  package static let name = "broadcast"
  package static let summary = "Repeats a tensor to a larger shape by NumPy broadcasting."
  package static let details = """
    The axes of `x` are aligned at the right with those of `shape`. Where `x` has size 1, or no axis
    at all, it is repeated; elsewhere the sizes are equal. The result has exactly `shape`.
    """
  package static let operands: [OperandSpec] = [.value("x", "a tensor of any shape")]
  package static let attributes = [
    AttributeSpec("shape", .integers(count: nil), "the shape of the result")
  ]
  package static let constraints = [
    Constraint(1, "Every size in shape is positive, and there are at most 2^31 elements."),
    Constraint(2, "x has no more axes than shape, each of size 1 or of the size in shape."),
    DataMovement.typeConstraint(3),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let shape = call.attributes.integers("shape")
    let isMovable = DataMovement.requireMovable(x, 3, &report)
    let fits =
      x.rank <= shape.count
      && zip(x.shape, shape.suffix(x.rank)).allSatisfy { $0 == 1 || $0 == $1 }
    guard
      report.require(
        TensorType.checkedElementCount(shape) != nil, 1, "shape is \(shape)",
        help: "give positive sizes whose product is at most 2^31"),
      report.require(
        fits, 2, "x is \(x.plainDescription) and shape is \(shape)",
        help: "reshape x so that its axes stand at the right, or give another shape"),
      isMovable
    else { return nil }
    return [x.reshaped(shape)]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let (x, result) = (inputs[0], results[0])
    // Nothing is repeated, so that no element moves.
    if x.type.elementCount == result.elementCount { return [x.retyped(result)] }
    let strides = Broadcasting.strides(of: x.type.shape, in: result.shape)
    return [
      DataMovement.make(result) { target in
        DataMovement.copy(
          result.shape, from: x, .init(start: 0, strides: strides),
          to: target, .init(all: result.shape))
      }
    ]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }
}
