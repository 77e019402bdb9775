import IR

/// Takes a part of a tensor: along each axis, every `step`-th index from a start up to an end.
package enum SliceOperator: OperatorDefinition {
  package static let name = "slice"
  package static let summary =
    "Takes a part of a tensor, along each axis from a start up to an end."
  package static let details = """
    ```
    y[i] = x[starts + steps * i]
    ```

    Along axis `k` the result has `ceil((ends[k] - starts[k]) / steps[k])` elements. Negative starts
    and ends count from the end of the axis.
    """
  package static let operands: [OperandSpec] = [.value("x", "a tensor of any shape")]
  package static let attributes = [
    AttributeSpec("starts", .integers(count: nil), "the first index along each axis"),
    AttributeSpec("ends", .integers(count: nil), "the index after the last along each axis"),
    AttributeSpec(
      "steps", .integers(count: nil),
      "the distance between indices along each axis; in `.dnn` 1 if not given"),
  ]
  package static let constraints = [
    Constraint(1, "starts, ends and steps have an entry for each axis of x."),
    Constraint(2, "Every step is positive."),
    Constraint(3, "Along each axis 0 <= start < end <= size, after counting from the end."),
    DataMovement.typeConstraint(4),
  ]

  package static func completed(
    _ attributes: AttributeList, operands: [TensorType]
  ) -> AttributeList {
    guard attributes["steps"] == nil, let x = operands.first else { return attributes }
    var attributes = attributes
    attributes["steps"] = .integers([Int](repeating: 1, count: x.rank))
    return attributes
  }

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let lists = ["starts", "ends", "steps"].map(call.attributes.integers)
    let isMovable = DataMovement.requireMovable(x, 4, &report)
    guard
      report.require(
        lists.allSatisfy { $0.count == x.rank }, 1,
        "starts, ends and steps have \(lists[0].count), \(lists[1].count) and \(lists[2].count) "
          + "entries, and x is \(x.plainDescription)",
        help: "give \(x.rank) entries each"),
      report.require(
        lists[2].allSatisfy { $0 > 0 }, 2, "steps is \(lists[2])", help: "give positive steps")
    else { return nil }
    let (starts, ends, steps) = ranges(x, call.attributes)
    var isSound = isMovable
    for axis in x.shape.indices {
      let isInside = report.require(
        starts[axis] >= 0 && starts[axis] < ends[axis] && ends[axis] <= x.shape[axis], 3,
        "along axis \(axis) start \(lists[0][axis]) and end \(lists[1][axis]) are given "
          + "for \(x.shape[axis]) elements",
        help: "give a start below the end, and an end of at most \(x.shape[axis])")
      isSound = isSound && isInside
    }
    guard isSound else { return nil }
    return [
      x.reshaped(x.shape.indices.map { (ends[$0] - starts[$0] + steps[$0] - 1) / steps[$0] })
    ]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let x = inputs[0].type
    let (starts, _, steps) = ranges(x, call.attributes)
    var source = DataMovement.Box(at: starts, in: x.shape)
    source.strides = zip(source.strides, steps).map { $0 * $1 }
    let shape = results[0].shape
    return [
      DataMovement.make(results[0]) { target in
        DataMovement.copy(shape, from: inputs[0], source, to: target, .init(all: shape))
      }
    ]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }

  /// The lists with negative entries counted from the end.
  private static func ranges(
    _ x: TensorType, _ attributes: AttributeList
  ) -> (starts: [Int], ends: [Int], steps: [Int]) {
    func resolve(_ indices: [Int]) -> [Int] {
      zip(indices, x.shape).map { $0 < 0 ? $0 + $1 : $0 }
    }
    return (
      resolve(attributes.integers("starts")), resolve(attributes.integers("ends")),
      attributes.integers("steps")
    )
  }
}
