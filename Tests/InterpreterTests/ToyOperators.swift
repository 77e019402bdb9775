import Basic
import IR

/// `a + b` on equal shapes of `f32`.
enum ToySum: OperatorDefinition {
  static let name = "toy_sum"
  static let summary = "adds"
  static let details = ""
  static let operands: [OperandSpec] = [.value("a", "a"), .value("b", "b")]
  static let attributes: [AttributeSpec] = []
  static let constraints: [Constraint] = []

  static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? { [call.operands[0]] }

  static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    [Tensor(results[0], zip(inputs[0].floats, inputs[1].floats).map(+))]
  }

  static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }
}

/// `x / 2` and `−x`, an operation with two results.
enum ToySplit: OperatorDefinition {
  static let name = "toy_split"
  static let summary = "halves and negates"
  static let details = ""
  static let operands: [OperandSpec] = [.value("x", "x")]
  static let attributes: [AttributeSpec] = []
  static let constraints: [Constraint] = []

  static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? { [call.operands[0], call.operands[0]] }

  static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    [
      Tensor(results[0], inputs[0].floats.map { $0 / 2 }),
      Tensor(results[1], inputs[0].floats.map { -$0 }),
    ]
  }

  static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work { Work() }
}
