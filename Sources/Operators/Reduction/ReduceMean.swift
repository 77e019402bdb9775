import IR

/// The mean along some axes.
package enum ReduceMean: OperatorDefinition {
  package static let name = "reduce_mean"
  package static let summary = "The mean along some axes."
  package static let details = """
    ```
    y[k] = sum over r of x[k, r] / count
    ```

    \(ReductionRules.indices) `count` is the number of elements that `r` covers. Floats are summed
    up in binary64, and the quotient is rounded once. On integers
    `y[k] = z + roundHalfAwayFromZero(sum over r of (x[k, r] - z) / count)`, where `z` is the zero
    point.
    """
  package static let operands = ReductionRules.operands
  package static let attributes = ReductionRules.attributes
  package static let constraints =
    ReductionRules.axisConstraints + [
      Constraint(3, "x holds floats, or integers of at most 32 bits quantized per tensor.")
    ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let hasType = report.require(
      x.isAnyFloat || x.isQuantizedInteger, 3, "x is \(x)",
      help: "convert x to f32, or quantize it per tensor")
    return ReductionRules.inferTypes(call, &report, hasType: hasType)
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let (x, result) = (inputs[0], results[0])
    let mean = Mean(
      sum: Reduction(SumFold.self, call, x, result), result: result,
      count: x.type.elementCount / result.elementCount, zeroPoint: Int(x.type.commonZeroPoint))
    return [x.type.element.accept(mean)]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    ReductionRules.work(call)
  }

  /// A sum that is divided before it is rounded.
  private struct Mean: FormatVisitor {
    let sum: Reduction<SumFold>
    let result: TensorType
    let count: Int
    let zeroPoint: Int

    func visit<Format: ElementFormat>(_ format: Format.Type) -> Tensor {
      let output = UnfilledTensor<Format.Stored>(result)
      for (index, total) in sum.totals(format).enumerated() {
        output.elements[index] = Format.store(total.mean(of: count, around: zeroPoint))
      }
      return output.tensor
    }
  }
}
