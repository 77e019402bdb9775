import IR

/// Gives the elements of a tensor another shape.
package enum Reshape: OperatorDefinition {
  package static let name = "reshape"
  package static let summary = "Gives the elements of a tensor another shape."
  package static let details = """
    The elements stay in row-major order; none moves. One size may be -1: it becomes what the
    number of elements leaves for it.
    """
  package static let operands: [OperandSpec] = [.value("x", "a tensor of any shape")]
  package static let attributes = [
    AttributeSpec("shape", .integers(count: nil), "the shape of the result; one size may be -1")
  ]
  package static let constraints = [
    Constraint(1, "Every size in shape is positive, except that one may be -1."),
    Constraint(2, "shape has as many elements as x."),
    DataMovement.typeConstraint(3),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    var shape = call.attributes.integers("shape")
    let isMovable = DataMovement.requireMovable(x, 3, &report)
    let unknown = shape.indices.filter { shape[$0] == -1 }
    guard
      report.require(
        unknown.count <= 1 && shape.allSatisfy { $0 > 0 || $0 == -1 }, 1, "shape is \(shape)",
        help: "give positive sizes, and -1 for at most one of them")
    else { return nil }
    let known = TensorType.checkedElementCount(shape.filter { $0 != -1 })
    if let axis = unknown.first, let known, x.elementCount % known == 0 {
      shape[axis] = x.elementCount / known
    }
    let count = TensorType.checkedElementCount(shape)
    guard
      report.require(
        count == x.elementCount, 2,
        "x is \(x.plainDescription), with \(x.elementCount) elements, and shape is \(shape)",
        help: "give sizes whose product is \(x.elementCount)"),
      isMovable
    else { return nil }
    return [x.reshaped(shape)]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    [inputs[0].retyped(results[0])]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }
}
