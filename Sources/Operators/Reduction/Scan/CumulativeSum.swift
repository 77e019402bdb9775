import IR

/// The sum of all elements up to each along an axis.
package enum CumulativeSum: OperatorDefinition {
  package static let name = "cumulative_sum"
  package static let summary = "The sum of all elements up to each along an axis."
  package static let details = """
    ```
    y[k, r] = sum over s of x[k, s]
    ```

    \(RunningFoldRules.details) The sum of nothing is 0.
    """
  package static let operands = AxisRules.operands
  package static let attributes = RunningFoldRules.attributes
  package static let constraints = AxisRules.constraints

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    AxisRules.check(call, &report).map { _ in [call.operands[0]] }
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    RunningFold<SumFold>.evaluate(call, inputs)
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    ReductionRules.work(call)
  }
}
