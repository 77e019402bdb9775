import IR

/// Puts the axes of a tensor in another order.
package enum Transpose: OperatorDefinition {
  package static let name = "transpose"
  package static let summary = "Puts the axes of a tensor in another order."
  package static let details = """
    ```
    y[i(permutation[0]), …, i(permutation[r-1])] = x[i(0), …, i(r-1)]
    ```

    Axis `k` of the result is axis `permutation[k]` of `x`.
    """
  package static let operands: [OperandSpec] = [.value("x", "a tensor of any shape")]
  package static let attributes = [
    AttributeSpec("permutation", .integers(count: nil), "the axis of x that each axis comes from")
  ]
  package static let constraints = [
    Constraint(1, "permutation names every axis of x once."),
    DataMovement.typeConstraint(2),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let permutation = call.attributes.integers("permutation")
    let isMovable = DataMovement.requireMovable(x, 2, &report)
    let order = x.shape.indices.map(String.init).joined(separator: ", ")
    guard
      report.require(
        permutation.sorted() == Array(x.shape.indices), 1,
        "permutation is \(permutation) and x is \(x.plainDescription)",
        help: "give [\(order)] in another order"),
      isMovable
    else { return nil }
    return [x.reshaped(permutation.map { x.shape[$0] })]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let strides = rowMajorStrides(of: inputs[0].type.shape)
    let permuted = call.attributes.integers("permutation").map { strides[$0] }
    let shape = results[0].shape
    return [
      DataMovement.make(results[0]) { target in
        DataMovement.copy(
          shape, from: inputs[0], .init(start: 0, strides: permuted),
          to: target, .init(all: shape))
      }
    ]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }
}
