import Foundation
import IR

/// Exponentials along an axis, scaled so that they add up to one.
package enum Softmax: OperatorDefinition {
  package static let name = "softmax"
  package static let summary = "Exponentials along an axis, scaled so that they add up to one."
  package static let details = """
    With `i` and `j` along `axis`:

    ```
    y[i] = exp(x[i] - max(j, x[j])) / sum(j, exp(x[j] - max(k, x[k])))
    ```

    Subtracting the maximum changes nothing but keeps the exponentials finite. A negative `axis`
    counts from the end.

    On integers the exponentials stand in `table`, and everything is exact but one rounding, to the
    nearest, halves up:

    ```
    e[i] = max(table[max(j, x[j]) - x[i]], 0)
    S    = max(sum(j, e[j]), 1)
    y[i] = floor((2^24 * e[i] + floor(S / 2)) / S)
    ```

    The result is `i32` with the scale 2^-24 and the zero point 0, for `i8` and `u8` alike, so 2^24
    is the most it holds; a `requantize` brings it to 8 bits. The pass `quantize` makes the table
    `table[d] = round(exp(-scale_x * d) * 2^30)`; any other table of the same proportions serves.
    64 bits hold everything: an entry is below 2^31, so `2^24 * e[i]` is below 2^55, and a sum of up
    to 2^31 entries below 2^62.
    """
  package static let operands: [OperandSpec] = [
    .value("x", "a tensor with at least one axis"),
    .value("table", "with integers: the exponential of each difference 0 ... 255", .optional),
  ]
  package static let attributes: [AttributeSpec] = [
    AttributeSpec("axis", .integer, "the axis that sums to one", default: .integer(-1))
  ]
  package static let constraints: [Constraint] = [
    Constraint(1, "x is f32, or i8 or u8 quantized per tensor."),
    Constraint(2, "axis is an axis of x."),
    Constraint(3, "There is a table if x is an integer, and none if x is f32."),
    Constraint(4, "table is i32[256]; if it is quantized, then per tensor with the zero point 0."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (x, axis) = (call.operands[0], call.attributes.integer("axis"))
    let table = call.operands.count > 1 ? call.operands[1] : nil
    var isSound = report.require(
      x.isFloat || x.isQuantizedActivation, 1, "x is \(x)",
      help: "requantize it per tensor to i8 or u8, or dequantize it, before")
    if isSound {
      isSound = report.require(
        (table == nil) == x.isFloat, 3,
        "x is \(x), and there is \(table == nil ? "no" : "a") table",
        help: x.isFloat ? "leave it out" : "the pass quantize makes it from the scale of x")
    }
    if let table {
      let isTable =
        table.element == .i32 && table.shape == [256]
        && table.quantization.map { $0.isPerTensor && $0.isSymmetric } ?? true
      isSound =
        report.require(
          isTable, 4, "table is \(table)", help: "give 256 entries, the first for no difference")
        && isSound
    }
    isSound =
      report.require(x.resolvedAxis(axis) != nil, 2, "axis is \(axis)", help: x.axesInWords)
      && isSound
    return isSound ? [x.isFloat ? x : integerResult(x)] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    guard let axis = results[0].resolvedAxis(call.attributes.integer("axis")) else {
      preconditionFailure("no such axis after verification")
    }
    if !results[0].isFloat { return [evaluateOnIntegers(inputs, axis: axis, results[0])] }
    let (x, shape) = (inputs[0].numbers, results[0].shape)
    let (length, step) = (shape[axis], NDArray<Float>.strides(of: shape)[axis])
    var y = [Float](repeating: 0, count: x.count)
    for first in x.indices where results[0].index(of: first, along: axis) == 0 {
      let line = (0..<length).map { first + $0 * step }
      let greatest = line.reduce(-Double.infinity) { max($0, x[$1]) }
      let sum = line.reduce(0) { $0 + exp(x[$1] - greatest) }
      for index in line { y[index] = Float(exp(x[index] - greatest) / sum) }
    }
    return [Tensor(results[0], y)]
  }

  /// Maximum, difference, exponential, sum and quotient for each element.
  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: Saturating.product(5, results[0].elementCount))
  }
}
