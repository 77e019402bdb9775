import IR

/// Makes a matrix of a tensor by merging the axes before and from a given one.
package enum Flatten: OperatorDefinition {
  package static let name = "flatten"
  package static let summary =
    "Makes a matrix of a tensor by merging the axes before and from a given one."
  package static let details = """
    `x: [d0, …, d(r-1)]` becomes `[d0 · … · d(axis-1), d(axis) · … · d(r-1)]`; no element moves.
    An empty product is 1.
    """
  package static let operands: [OperandSpec] = [.value("x", "a tensor of any shape")]
  package static let attributes = [
    AttributeSpec(
      "axis", .integer, "the first axis of the second factor; negative ones count from the end",
      default: .integer(1))
  ]
  package static let constraints = [
    Constraint(1, "axis lies between minus the rank of x and its rank."),
    DataMovement.typeConstraint(2),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let axis = call.attributes.integer("axis")
    let isMovable = DataMovement.requireMovable(x, 2, &report)
    guard
      report.require(
        (-x.rank...x.rank).contains(axis), 1, "axis is \(axis) and x is \(x.plainDescription)",
        help: "give an axis in \(-x.rank)...\(x.rank)"),
      isMovable
    else { return nil }
    let split = axis < 0 ? axis + x.rank : axis
    return [x.reshaped([x.shape[..<split].reduce(1, *), x.shape[split...].reduce(1, *)])]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    [inputs[0].retyped(results[0])]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }
}
