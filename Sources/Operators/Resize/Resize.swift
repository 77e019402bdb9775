import Basic
import IR

/// Gives a tensor other sizes, with elements interpolated between those of the operand.
package enum Resize: OperatorDefinition {
  package static let name = "resize"
  package static let summary =
    "Gives a tensor other sizes, with elements interpolated between those of the operand."
  package static let details = """
    Along each axis, index `i` of the result stands for the place `s(i)` of the operand, whose size
    is `n`; `m` is that of the result, `k` the scale of the axis and `l = k * n`:

    | coordinates | `s(i)` |
    |---|---|
    | `half_pixel` | `(i + 0.5) / k - 0.5` |
    | `half_pixel_symmetric` | `n / 2 * (1 - m / l) + (i + 0.5) / k - 0.5` |
    | `pytorch_half_pixel` | as `half_pixel`, but 0 if `l` is 1 |
    | `align_corners` | `i * (n - 1) / (l - 1)`, and 0 if `l` is 1 |
    | `asymmetric` | `i / k` |
    | `tf_half_pixel_for_nn` | `(i + 0.5) / k` |

    In the mode `nearest` the element at `s` or one beside it is taken, as `nearest` says. In the
    other modes elements near `s` are added up, axis by axis, with weights that depend on their
    distance `d` from it:

    ```
    linear: w(d) = 1 - d                                          0 <= d < 1
    cubic:  w(d) = (a + 2) * d^3 - (a + 3) * d^2 + 1              0 <= d <= 1
            w(d) = a * d^3 - 5 * a * d^2 + 8 * a * d - 4 * a      1 <  d <  2
    ```

    ([keys81] equation 4.) With `antialias`, where `k` is below 1, the weights are `w(k * d)` divided
    by their sum, so that every element of the operand has a part in the result. Beyond its ends a
    tensor goes on with its last elements; with `exclude_outside` elements beyond the ends have no
    weight instead, and the other weights are divided by their sum. (`Resize` of ONNX, opset 11 to
    19; sums are in binary64 and rounded once.)

    A scale that is, in binary32, the quotient of the sizes stands for the quotient itself. In `.dnn`
    the scales are the quotients if not given.
    """
  package static let operands: [OperandSpec] = [.value("x", "a tensor of any shape")]
  package static let attributes: [AttributeSpec] = [
    AttributeSpec("shape", .integers(count: nil), "the shape of the result"),
    AttributeSpec(
      "scales", .numbers(count: nil), "elements of the result for each of x, along each axis"),
    AttributeSpec(
      "mode", .symbol(ResizeMode.words), "how an element is made of its neighbours",
      default: .symbol(ResizeMode.nearest.rawValue)),
    AttributeSpec(
      "coordinates", .symbol(CoordinateTransformation.words), "where an element lies in x",
      default: .symbol(CoordinateTransformation.halfPixel.rawValue)),
    AttributeSpec(
      "nearest", .symbol(NearestRounding.words), "which neighbour the mode nearest takes",
      default: .symbol(NearestRounding.roundPreferFloor.rawValue)),
    AttributeSpec(
      "cubic_a", .number, "the coefficient `a` of the mode cubic", default: .number(-0.75)),
    AttributeSpec(
      "exclude_outside", .boolean, "whether elements beyond the ends have no weight",
      default: .boolean(false)),
    AttributeSpec(
      "antialias", .boolean, "whether a smaller result sees every element of x",
      default: .boolean(false)),
  ]
  package static let constraints: [Constraint] = [
    Constraint(1, "shape and scales have an entry for each axis of x."),
    Constraint(2, "The sizes in shape are positive, and the result has at most 2^31 elements."),
    Constraint(
      3,
      "Along each axis, scale times the size of x is at least a quarter and less than 1 away from "
        + "the size in shape."),
    Constraint(4, "In the modes linear and cubic, x is f16, bf16, f32 or f64."),
    DataMovement.typeConstraint(5),
    Constraint(6, "In the mode nearest, antialias and exclude_outside are false."),
    Constraint(7, "cubic_a is finite."),
  ]

  package static func completed(
    _ attributes: AttributeList, operands: [TensorType]
  ) -> AttributeList {
    guard attributes["scales"] == nil, let x = operands.first,
      case .integers(let shape) = attributes["shape"], shape.count == x.rank
    else { return attributes }
    var attributes = attributes
    attributes["scales"] = .numbers(zip(shape, x.shape).map { Double($0) / Double($1) })
    return attributes
  }

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let shape = call.attributes.integers("shape")
    let hasAxes = checkShape(x, shape, call.attributes.numbers("scales"), &report)
    let hasWeights = checkWeights(x, call.attributes, &report)
    return hasAxes && hasWeights ? [x.reshaped(shape)] : nil
  }

  /// Rules 1 to 3: the sizes and the scales.
  private static func checkShape(
    _ x: TensorType, _ shape: [Int], _ scales: [Double], _ report: inout ConstraintReport
  ) -> Bool {
    guard
      report.require(
        shape.count == x.rank && scales.count == x.rank, 1,
        "shape and scales have \(shape.count) and \(scales.count) entries, "
          + "and x is \(x.plainDescription)", help: "give \(x.rank) entries each"),
      report.require(
        TensorType.checkedElementCount(shape) != nil, 2, "shape is \(shape)",
        help: "give positive sizes")
    else { return false }
    var isSound = true
    for axis in shape.indices {
      let exact = scales[axis] * Double(x.shape[axis])
      let fits = report.require(
        exact >= 0.25 && abs(exact - Double(shape[axis])) < 1, 3,
        "along axis \(axis) the scale is \(NumberText.shortest(scales[axis])), and \(x.shape[axis])"
          + " element\(x.shape[axis] == 1 ? " becomes" : "s become") \(shape[axis])",
        help: "give the quotient of the sizes, "
          + NumberText.shortest(Double(shape[axis]) / Double(x.shape[axis])))
      isSound = isSound && fits
    }
    return isSound
  }

  /// Rules 4 to 7: the element type and what depends on the mode.
  private static func checkWeights(
    _ x: TensorType, _ attributes: AttributeList, _ report: inout ConstraintReport
  ) -> Bool {
    let mode = attributes.symbol("mode")
    let a = attributes.number("cubic_a")
    let isFinite = report.require(
      a.isFinite, 7, "cubic_a is \(NumberText.shortest(a))", help: "-0.5 and -0.75 are usual")
    guard mode == ResizeMode.nearest.rawValue else {
      let hasNumbers = report.require(
        x.element.isFloat, 4, "x is \(x) and mode is \(mode)",
        help: "take the mode nearest, or convert x to f32")
      return hasNumbers && isFinite
    }
    let (excludes, antialiases) = (
      attributes.boolean("exclude_outside"), attributes.boolean("antialias")
    )
    let isMovable = DataMovement.requireMovable(x, 5, &report)
    let hasNoWeights = report.require(
      !excludes && !antialiases, 6,
      "antialias is \(antialiases) and exclude_outside is \(excludes)",
      help: "take the mode linear or cubic")
    return isMovable && hasNoWeights && isFinite
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    if call.attributes.symbol("mode") == ResizeMode.nearest.rawValue {
      return [NearestGather(call, results[0]).apply(inputs[0])]
    }
    let numbers = ResizePass.passes(call, results[0]).reduce(inputs[0].numbers) { $1.apply($0) }
    return [Tensor(results[0], numbers: numbers)]
  }

  /// A product and a sum for each weight; the mode nearest only moves elements.
  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    let filter = ResizeFilter(call.attributes)
    guard filter.mode != .nearest else { return Work() }
    var (shape, operations) = (call.operands[0].shape, 0)
    let growth = zip(results[0].shape, shape).map { Double($0) / Double($1) }
    for axis in shape.indices.sorted(by: { growth[$0] < growth[$1] })
    where shape[axis] != results[0].shape[axis] {
      shape[axis] = results[0].shape[axis]
      let scale = call.attributes.numbers("scales")[axis]
      operations = Saturating.sum(
        operations, Saturating.product(shape + [2, 2 * filter.reach(scale: scale)]))
    }
    return Work(elementOperations: operations)
  }
}
