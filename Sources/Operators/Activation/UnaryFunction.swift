import IR

/// An operator that applies one real function to every element of a float tensor.
///
/// On integers such a function is computed by `lookup`, whose table is made from `function`.
/// `relu` and `clip` are not among them, since they work on integers as they are.
package protocol UnaryFunction: ElementMap {
  /// The rules beyond those of every unary function, numbered from 2.
  static var ownConstraints: [Constraint] { get }

  /// Reports the rules of `ownConstraints` that the attributes break, and says whether none is.
  static func check(_ attributes: AttributeList, _ report: inout ConstraintReport) -> Bool

  /// The function itself.
  static func function(_ attributes: AttributeList) -> @Sendable (Double) -> Double
}

extension UnaryFunction {
  package static var attributes: [AttributeSpec] { [] }
  package static var ownConstraints: [Constraint] { [] }

  package static func check(
    _ attributes: AttributeList, _ report: inout ConstraintReport
  ) -> Bool { true }

  /// The value of the function at `x`.
  package static func apply(_ x: Double, _ attributes: AttributeList) -> Double {
    function(attributes)(x)
  }

  package static var operands: [OperandSpec] { [.value("x", "a float tensor of any shape")] }

  package static var constraints: [Constraint] {
    [Constraint(1, "x has a float type.")] + ownConstraints
  }

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let areAttributesSound = check(call.attributes, &report)
    let isFloat = report.require(
      x.isReal, 1, "x is \(x)",
      help: x.isQuantizedInteger ? "compute it with a lookup table" : "cast x to f32")
    return isFloat && areAttributesSound ? [x] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let function = function(call.attributes)
    return [NumberArithmetic.map(inputs[0], results[0], floats: function, integers: { $0 })]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: results[0].elementCount)
  }
}
