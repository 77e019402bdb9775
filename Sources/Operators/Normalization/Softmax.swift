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
    """
  package static let operands: [OperandSpec] = [.value("x", "a tensor with at least one axis")]
  package static let attributes: [AttributeSpec] = [
    AttributeSpec("axis", .integer, "the axis that sums to one", default: .integer(-1))
  ]
  package static let constraints: [Constraint] = [
    Constraint(1, "x is f32."),
    Constraint(2, "axis is an axis of x."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (x, axis) = (call.operands[0], call.attributes.integer("axis"))
    let hasNumbers = report.require(x.isFloat, 1, "x is \(x)", help: "dequantize it before")
    let hasAxis = report.require(
      x.resolvedAxis(axis) != nil, 2, "axis is \(axis)", help: x.axesInWords)
    return hasNumbers && hasAxis ? [x] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let (x, shape) = (inputs[0].numbers, results[0].shape)
    guard let axis = results[0].resolvedAxis(call.attributes.integer("axis")) else {
      preconditionFailure("no such axis after verification")
    }
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
