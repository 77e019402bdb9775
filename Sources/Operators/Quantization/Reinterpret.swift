import IR

/// Says anew what stored elements stand for.
package enum Reinterpret: OperatorDefinition {
  package static let name = "reinterpret"
  package static let summary = "Says anew what stored elements stand for."
  package static let details = """
    ```
    y[i] = x[i]
    ```

    No element changes; scale and zero point of the result are those of `to`, or none. It is how an
    operator that treats the zero point as the real number 0 is applied to the integers themselves,
    and how a file that states another scale for the same integers is followed.
    """
  package static let operands: [OperandSpec] = [.value("x", "integers of any shape")]
  package static let attributes: [AttributeSpec] = [
    AttributeSpec("to", .storage, "the element type of x, with other scales and zero points")
  ]
  package static let constraints: [Constraint] = [
    Constraint(1, "to has the element type of x."),
    Constraint(
      2,
      "If to is quantized, it is an integer type whose scales are positive and finite, whose zero "
        + "points are in its range, and which has one scale, or one for each index of its axis."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (x, target) = (call.operands[0], call.attributes.storage("to"))
    let result = target.tensor(x.shape)
    let hasElement = report.require(
      target.element == x.element, 1, "x is \(x) and to is \(target)",
      help: "convert elements by cast, quantize or dequantize")
    let fault = result.fault
    let isSound = report.require(
      fault == nil, 2, "to is \(target)" + (fault.map { ": \($0)" } ?? ""))
    return hasElement && isSound ? [result] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    [inputs[0].retyped(results[0])]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }
}
