import Basic
import IR

/// Limits every element to an interval.
package enum Clip: OperatorDefinition {
  package static let name = "clip"
  package static let summary = "Limits every element to an interval."
  package static let details = """
    ```
    y[i] = min(max(x[i], min), max)
    ```

    `min` and `max` may be infinite. On integers the bounds are quantized first:
    `q = saturate(roundHalfEven(bound / scale) + zero)`; on integers that are not quantized the bounds
    are rounded inward.
    """
  package static let operands: [OperandSpec] = [.value("x", "a tensor of any shape")]
  package static let attributes = [
    AttributeSpec("min", .number, "the least value that is kept"),
    AttributeSpec("max", .number, "the greatest value that is kept"),
  ]
  package static let constraints = [
    Constraint(1, "x has a number type, or is integers of at most 32 bits quantized per tensor."),
    Constraint(2, "min is not above max, and neither is nan."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let (low, high) = bounds(call)
    let hasType = report.require(
      x.isNumber || x.isQuantizedInteger, 1, "x is \(x)",
      help: "cast x to a number type, or quantize it per tensor")
    let hasBounds = report.require(
      low <= high, 2, "min is \(NumberText.shortest(low)), max is \(NumberText.shortest(high))",
      help: "give the lower bound as min")
    return hasType && hasBounds ? [x] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let x = inputs[0]
    let bounds = bounds(call)
    if x.type.isFloat {
      let (low, high) = (Float(bounds.low), Float(bounds.high))
      return [
        x.mapElements(results[0]) { (x: Float) in x < low ? low : x > high ? high : x }
      ]
    }
    if x.type.isNumber {
      let whole = (integer(bounds.low, up: true), integer(bounds.high, up: false))
      return [
        NumberArithmetic.map(
          x, results[0],
          floats: { $0 < bounds.low ? bounds.low : $0 > bounds.high ? bounds.high : $0 },
          integers: { min(max($0, whole.0), whole.1) })
      ]
    }
    let (low, high) = (quantized(bounds.low, x.type), quantized(bounds.high, x.type))
    return [x.limitIntegers(results[0], low, high)]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: results[0].elementCount)
  }

  /// The integer nearest to a bound that does not lie outside of it.
  private static func integer(_ bound: Double, up: Bool) -> Int64 {
    let whole = bound.rounded(up ? .up : .down)
    return Int64(exactly: whole) ?? (whole < 0 ? .min : .max)
  }

  private static func bounds(_ call: OperatorCall) -> (low: Double, high: Double) {
    (call.attributes.number("min"), call.attributes.number("max"))
  }
}
