import IR

/// Joins tensors along an axis.
package enum Concat: OperatorDefinition {
  package static let name = "concat"
  package static let summary = "Joins tensors along an axis."
  package static let details = """
    The operands stand one after the other along `axis`; on all other axes their sizes are equal.
    """
  package static let operands: [OperandSpec] = [
    .value("x", "tensors of one rank and one element type", .variadic)
  ]
  package static let attributes = [
    AttributeSpec("axis", .integer, "the axis to join along; a negative one counts from the end")
  ]
  package static let constraints = [
    Constraint(1, "There is at least one operand."),
    Constraint(2, "axis is an axis of x."),
    Constraint(3, "All operands have the same sizes on every axis but this one."),
    Constraint(4, "All operands have the same element type and quantization."),
    DataMovement.typeConstraint(5),
    Constraint(6, "The result has at most 2^31 elements."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    guard
      report.require(
        !call.operands.isEmpty, 1, "there is no operand", help: "name the tensors to join")
    else { return nil }
    let first = call.operands[0]
    let isMovable = DataMovement.requireMovable(first, 5, &report)
    let given = call.attributes.integer("axis")
    guard let axis = first.resolvedAxis(given) else {
      report.require(
        false, 2, "axis is \(given) and the first operand is \(first.plainDescription)",
        help: first.axesInWords)
      return nil
    }
    var isSound = isMovable
    var result = first
    for (index, operand) in call.operands.enumerated().dropFirst() {
      var expected = first.shape
      if operand.rank == first.rank { expected[axis] = operand.shape[axis] }
      let fits = report.require(
        operand.shape == expected, 3,
        "operand \(index) has the shape \(operand.shape), the first \(first.shape), axis \(axis)",
        help: "make their other axes equal")
      let isAlike = report.require(
        operand.element == first.element && operand.quantization == first.quantization, 4,
        "operand \(index) is \(operand), the first is \(first)",
        help: "convert or requantize them to one type")
      isSound = isSound && fits && isAlike
      if fits { result.shape[axis] += operand.shape[axis] }
    }
    guard isSound else { return nil }
    let fits = report.require(
      TensorType.checkedElementCount(result.shape) != nil, 6, "the result is \(result.shape)",
      help: "join fewer or smaller tensors")
    return fits ? [result] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let result = results[0]
    let given = call.attributes.integer("axis")
    guard let axis = result.resolvedAxis(given) else { preconditionFailure("no axis \(given)") }
    return [
      DataMovement.make(result) { target in
        var index = [Int](repeating: 0, count: result.rank)
        for input in inputs {
          let shape = input.type.shape
          DataMovement.copy(
            shape, from: input, .init(all: shape), to: target, .init(at: index, in: result.shape))
          index[axis] += shape[axis]
        }
      }
    ]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }
}
