import IR

/// The least element along some axes.
package enum ReduceMinimum: OperatorDefinition {
  package static let name = "reduce_min"
  package static let summary = "The least element along some axes."
  package static let details = """
    ```
    y[k] = min over r of x[k, r]
    ```

    \(ReductionRules.indices) It is not a number if one of the elements is none. Of truth values the
    least is false. Quantized integers are compared as they are; scale and zero point stay.
    """
  package static let operands = ReductionRules.operands
  package static let attributes = ReductionRules.attributes
  package static let constraints =
    ReductionRules.axisConstraints + [DataMovement.typeConstraint(3)]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let hasType = DataMovement.requireMovable(call.operands[0], 3, &report)
    return ReductionRules.inferTypes(call, &report, hasType: hasType)
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    Reduction<MinimumFold>.evaluate(call, inputs, results)
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    ReductionRules.work(call)
  }
}
