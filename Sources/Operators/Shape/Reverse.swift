import IR

/// Turns the order of elements round along some axes.
package enum Reverse: OperatorDefinition {
  package static let name = "reverse"
  package static let summary = "Turns the order of elements round along some axes."
  package static let details = """
    Along each axis in `axes`, the element at index `i` of `n` comes from index `n - 1 - i`. If
    `axes` is empty, nothing moves.
    """
  package static let operands: [OperandSpec] = [.value("x", "a tensor of any shape")]
  package static let attributes = [
    AttributeSpec(
      "axes", .integers(count: nil), "the axes to turn round; negative ones count from the end")
  ]
  package static let constraints = [
    Constraint(1, "Every entry of axes is an axis of x."),
    Constraint(2, "No axis stands twice in axes."),
    DataMovement.typeConstraint(3),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let given = call.attributes.integers("axes")
    let axes = given.compactMap(x.resolvedAxis)
    let isMovable = DataMovement.requireMovable(x, 3, &report)
    guard
      report.require(
        axes.count == given.count, 1, "axes is \(given) and x is \(x.plainDescription)",
        help: x.axesInWords),
      report.require(
        Set(axes).count == axes.count, 2, "axes is \(given), with x of rank \(x.rank)",
        help: "name every axis once"),
      isMovable
    else { return nil }
    return [x]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let x = inputs[0].type
    var source = DataMovement.Box(all: x.shape)
    for axis in call.attributes.integers("axes").compactMap(x.resolvedAxis) {
      source.start += (x.shape[axis] - 1) * source.strides[axis]
      source.strides[axis].negate()
    }
    return [
      DataMovement.make(results[0]) { target in
        DataMovement.copy(x.shape, from: inputs[0], source, to: target, .init(all: x.shape))
      }
    ]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }
}
