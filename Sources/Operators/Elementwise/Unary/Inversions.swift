import IR

/// The opposite of each truth value.
package enum LogicalNot: OperatorDefinition {
  package static let name = "logical_not"
  package static let summary = "The opposite of each truth value."
  package static let details = "The result is true where `x` is false."
  package static let operands: [OperandSpec] = [.value("x", "truth values of any shape")]
  package static let attributes: [AttributeSpec] = []
  package static let constraints = [Constraint(1, "x is bool.")]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    return report.require(x.element == .bool, 1, "x is \(x)", help: "cast x to bool") ? [x] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    [inputs[0].mapElements(results[0]) { (x: UInt8) in x == 0 ? UInt8(1) : 0 }]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: results[0].elementCount)
  }
}

/// The bits of each integer inverted.
package enum BitwiseNot: OperatorDefinition {
  package static let name = "bitwise_not"
  package static let summary = "The bits of each integer inverted."
  package static let details = "Every bit of the width of the element type changes."
  package static let operands: [OperandSpec] = [.value("x", "integers of any shape")]
  package static let attributes: [AttributeSpec] = []
  package static let constraints = [
    Constraint(1, "x has an integer type and is not quantized.")
  ]

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    return report.require(x.isPlainInteger, 1, "x is \(x)", help: "cast x to an integer type")
      ? [x] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    [NumberArithmetic.map(inputs[0], results[0], floats: { $0 }, integers: { ~$0 })]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: results[0].elementCount)
  }
}
