import IR

/// The greatest or least elements along an axis, in order, and where they stand.
package enum TopK: OperatorDefinition {
  package static let name = "top_k"
  package static let summary =
    "The greatest or least elements along an axis, in order, and where they stand."
  package static let details = """
    ```
    values[k, i] = x[k, indices[k, i]]
    ```

    `k` runs over the other axes, `i` over the first `k` elements along `axis`, the greatest first,
    or with `largest` false the least first. Of equal elements the one with the lower index goes
    first. What is no number counts as greater than every number.

    There are two results: `values`, of the elements of `x`, and `indices`, which are `i64`. In
    `.dnn` both get names: `values, indices = top_k(x, k = 3)`.
    """
  package static let operands = AxisRules.operands
  package static let attributes = [
    AttributeSpec("k", .integer, "the number of elements"),
    AxisRules.axis("to choose along", default: .integer(-1)),
    AttributeSpec(
      "largest", .boolean, "whether the greatest are taken, not the least",
      default: .boolean(true)),
  ]
  package static let constraints =
    AxisRules.constraints + [Constraint(3, "k lies between 1 and the size along axis.")]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let k = call.attributes.integer("k")
    guard let axis = AxisRules.check(call, &report),
      report.require(
        (1...x.shape[axis]).contains(k), 3,
        "k is \(k), and axis \(axis) of \(x) has "
          + "\(x.shape[axis]) elements",
        help: "give a k in 1...\(x.shape[axis])")
    else { return nil }
    var shape = x.shape
    shape[axis] = k
    return [x.reshaped(shape), TensorType(.i64, shape)]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let x = inputs[0]
    let lanes = AxisRules.lanes(call)
    return call.attributes.boolean("largest")
      ? x.type.element.accept(Ranking<LargestFirst>(x: x, lanes: lanes, results: results))
      : x.type.element.accept(Ranking<SmallestFirst>(x: x, lanes: lanes, results: results))
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    ReductionRules.work(call)
  }
}
