import IR

/// The product of all elements up to each along an axis.
package enum CumulativeProduct: OperatorDefinition {
  package static let name = "cumulative_product"
  package static let summary = "The product of all elements up to each along an axis."
  package static let details = """
    ```
    y[k, r] = product over s of x[k, s]
    ```

    \(RunningFoldRules.details) The product of nothing is 1.
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
    RunningFold<ProductFold>.evaluate(call, inputs)
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    ReductionRules.work(call)
  }
}
