import IR

/// Replaces each 8-bit integer by an entry of a table.
package enum Lookup: OperatorDefinition {
  package static let name = "lookup"
  package static let summary = "Replaces each 8-bit integer by an entry of a table."
  package static let details = """
    With `lowest` the least value of the element type of `x`, that is -128 or 0:

    ```
    y = table[x - lowest]
    ```

    Element type and quantization of the result are those of the table. This is how functions of one
    variable, such as `sigmoid`, are computed in integer programs: one entry for each input.
    """
  package static let operands: [OperandSpec] = [
    .value("x", "8-bit integers"),
    .value("table", "an entry for each of the 256 integers, in ascending order"),
  ]
  package static let attributes: [AttributeSpec] = []
  package static let constraints: [Constraint] = [
    Constraint(1, "x is i8 or u8, not quantized along an axis."),
    Constraint(2, "table is i8[256] or u8[256], not quantized along an axis."),
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (x, table) = (call.operands[0], call.operands[1])
    let hasBytes = report.require(
      isByte(x), 1, "x is \(x)", help: "requantize it per tensor to i8 or u8 before")
    let hasTable = report.require(
      isByte(table) && table.shape == [256], 2, "table is \(table)",
      help: "give 256 entries, the first for the least value of x")
    guard hasBytes, hasTable else { return nil }
    return [TensorType(table.element, x.shape, table.quantization)]
  }

  private static func isByte(_ type: TensorType) -> Bool {
    (type.element == .i8 || type.element == .u8) && type.quantization?.isPerTensor ?? true
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let table = inputs[1].integers
    let lowest: Int32 = inputs[0].type.element == .i8 ? -128 : 0
    return [Tensor(results[0], integers: inputs[0].integers.map { table[Int($0 - lowest)] })]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: results[0].elementCount)
  }
}
