import IR

/// Where the least element along an axis stands.
package enum ArgMinimum: OperatorDefinition {
  package static let name = "arg_min"
  package static let summary = "Where the least element along an axis stands."
  package static let details = """
    ```
    y[k] = the r for which x[k, r] is least
    ```

    `r` runs along `axis`, `k` over the other axes. \(ExtremeIndexRules.details)
    """
  package static let operands = AxisRules.operands
  package static let attributes = ExtremeIndexRules.attributes
  package static let constraints = AxisRules.constraints

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    ExtremeIndexRules.inferTypes(call, &report)
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    ExtremeIndex<Least>.evaluate(call, inputs, results)
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    ReductionRules.work(call)
  }
}
