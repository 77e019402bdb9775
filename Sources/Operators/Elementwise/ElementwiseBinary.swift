import IR

/// An operator on two tensors that broadcast, without attributes of the family.
///
/// Rules 1 and 2 are those of broadcasting, rule 3 says which types there are.
package protocol ElementwiseBinary: ShardableOperator {
  /// The rule for the types of the operands.
  static var typeSentence: String { get }

  /// The element type of the result, or `nil` if the operands have other types than rule 3 wants.
  static func resultElement(_ a: TensorType, _ b: TensorType) -> ElementType?
}

extension ElementwiseBinary {
  package static var operands: [OperandSpec] { ElementwiseArithmetic.operands }
  package static var attributes: [AttributeSpec] { [] }

  package static var constraints: [Constraint] {
    Array(ElementwiseArithmetic.constraints.prefix(2)) + [Constraint(3, typeSentence)]
  }

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (a, b) = (call.operands[0], call.operands[1])
    let element = resultElement(a, b)
    report.require(
      element != nil, 3, "a is \(a) and b is \(b)", help: "cast them to types of the rule")
    guard let shape = ElementwiseArithmetic.broadcast(a, b, &report), let element else {
      return nil
    }
    let keepsQuantization = element == a.element && element != .bool
    return [TensorType(element, shape, keepsQuantization ? a.quantization : nil)]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: results[0].elementCount)
  }
}

/// An arithmetic operator on two tensors of one number type, which the result has too.
package protocol NumberBinary: ElementwiseBinary {
  /// The operation on floats.
  static func floats(_ attributes: AttributeList) -> @Sendable (Double, Double) -> Double

  /// The operation on integers.
  static func integers(_ attributes: AttributeList) -> @Sendable (Int64, Int64) -> Int64
}

extension NumberBinary {
  package static var typeSentence: String {
    "a and b have one element type, which is a number type, and are not quantized."
  }

  package static func resultElement(_ a: TensorType, _ b: TensorType) -> ElementType? {
    a.isNumber && b.isNumber && a.element == b.element ? a.element : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let (floats, integers) = (floats(call.attributes), integers(call.attributes))
    return [
      NumberArithmetic.map(
        inputs[0], inputs[1], results[0], floats: floats, integers: integers)
    ]
  }
}
