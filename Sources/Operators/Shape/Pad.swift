import Basic
import IR

/// Surrounds a tensor with one value.
package enum Pad: OperatorDefinition {
  package static let name = "pad"
  package static let summary = "Surrounds a tensor with one value."
  package static let details = """
    Along axis `k`, `before[k]` elements are put before those of `x` and `after[k]` behind them.

    In a quantized tensor the new elements are `saturate(roundHalfEven(value / scale) + zero)`, in
    other integers `saturate(roundHalfEven(value))`.
    """
  package static let operands: [OperandSpec] = [.value("x", "a tensor of any shape")]
  package static let attributes = [
    AttributeSpec("before", .integers(count: nil), "the elements to put before, for each axis"),
    AttributeSpec("after", .integers(count: nil), "the elements to put behind, for each axis"),
    AttributeSpec("value", .number, "the value of the new elements", default: .number(0)),
  ]
  package static let constraints = [
    Constraint(1, "before and after have an entry for each axis of x."),
    Constraint(2, "No entry of before and after is negative."),
    Constraint(3, "The result has at most 2^31 elements."),
    Constraint(4, "value is not nan, unless the elements are floats."),
    DataMovement.typeConstraint(5),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let (before, after) = (call.attributes.integers("before"), call.attributes.integers("after"))
    let value = call.attributes.number("value")
    let isMovable = DataMovement.requireMovable(x, 5, &report)
    let hasValue = report.require(
      x.element.isFloat || !value.isNaN, 4, "value is \(NumberText.shortest(value)) and x is \(x)",
      help: "give a number")
    guard
      report.require(
        before.count == x.rank && after.count == x.rank, 1,
        "before and after have \(before.count) and \(after.count) entries, "
          + "and x is \(x.plainDescription)",
        help: "give \(x.rank) entries each"),
      report.require(
        (before + after).allSatisfy { $0 >= 0 }, 2, "before is \(before) and after is \(after)",
        help: "remove elements with slice")
    else { return nil }
    let shape = x.shape.indices.map { before[$0] + x.shape[$0] + after[$0] }
    guard
      report.require(
        TensorType.checkedElementCount(shape) != nil, 3, "the result is \(shape)",
        help: "give less padding"),
      isMovable, hasValue
    else { return nil }
    return [x.reshaped(shape)]
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let (x, result) = (inputs[0], results[0])
    let value = padding(call.attributes.number("value"), result)
    let everywhere = [Int](repeating: 0, count: result.rank)
    let before = call.attributes.integers("before")
    return [
      DataMovement.make(result) { target in
        DataMovement.copy(
          result.shape, from: value, .init(start: 0, strides: everywhere),
          to: target, .init(all: result.shape))
        DataMovement.copy(
          x.type.shape, from: x, .init(all: x.type.shape),
          to: target, .init(at: before, in: result.shape))
      }
    ]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }

  /// A single element that stands for `value`.
  private static func padding(_ value: Double, _ type: TensorType) -> Tensor {
    var number = value
    if type.quantization != nil {
      let (scale, zeroPoint) = type.perTensor
      number = (value / scale).rounded(.toNearestOrEven) + Double(zeroPoint)
    }
    return Tensor(type.reshaped([1]), numbers: [number])
  }
}
