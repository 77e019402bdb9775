import IR

/// The sum along some axes.
package enum ReduceSum: OperatorDefinition {
  package static let name = "reduce_sum"
  package static let summary = "The sum along some axes."
  package static let details = """
    ```
    y[k] = sum over r of x[k, r]
    ```

    \(ReductionRules.indices) Floats are summed up in binary64 in the order of `x`, and the sum is
    rounded once. Integers wrap around at the width of their type.
    """
  package static let operands = ReductionRules.operands
  package static let attributes = ReductionRules.attributes
  package static let constraints =
    ReductionRules.axisConstraints + [ReductionRules.numberConstraint]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let hasType = ReductionRules.requireNumber(call.operands[0], &report)
    return ReductionRules.inferTypes(call, &report, hasType: hasType)
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    Reduction<SumFold>.evaluate(call, inputs, results)
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    ReductionRules.work(call)
  }
}
