import Basic
import IR

/// What `add`, `sub` and `mul` share: operands, broadcasting, the activation and its rules.
///
/// Rules 1 to 3 are shared; each operator numbers its own from 4.
enum ElementwiseArithmetic {
  static let operands: [OperandSpec] = [
    .value("a", "the left operand"),
    .value("b", "the right operand; its shape broadcasts with that of `a`"),
  ]

  static let attributes = [
    AttributeSpec(
      "activation", .activation, "applied to every element of a float result",
      default: .activation(.none))
  ]

  static let constraints = [
    Constraint(
      1,
      "Aligned at the right, the sizes of a and b along each axis are equal, or one of them is 1."),
    Constraint(2, "The result has at most 2^31 elements."),
    Constraint(
      3, "The lower bound of the activation is not above the upper; on integers it is none."),
  ]

  static let broadcastingDetails = """
    Shapes broadcast as in NumPy: they are aligned at the right, and an axis of size 1, or one that
    is missing, is repeated.
    """

  /// The shape of the result, or `nil` after reporting rules 1, 2 and 3.
  static func inferShape(_ call: OperatorCall, _ report: inout ConstraintReport) -> [Int]? {
    let (a, b) = (call.operands[0], call.operands[1])
    let activation = call.attributes.activation("activation")
    var isSound = report.require(
      activation.isOrdered, 3, "the activation is \(activation)",
      help: "give the lower bound first")
    if isSound, a.element.isInteger, activation != .none {
      isSound = report.require(
        false, 3, "the activation is \(activation) and a is \(a)",
        help: "clip after the requantize that follows")
    }
    let shape = broadcast(a, b, &report)
    return isSound ? shape : nil
  }

  /// The shape of the result, or `nil` after reporting rule 1 or 2.
  static func broadcast(
    _ a: TensorType, _ b: TensorType, _ report: inout ConstraintReport
  ) -> [Int]? {
    guard let shape = Broadcasting.shape(a.shape, b.shape) else {
      report.require(
        false, 1, "shapes \(a.shape) and \(b.shape) do not broadcast",
        help: "reshape one of them so that sizes agree from the right")
      return nil
    }
    let fits = report.require(
      TensorType.checkedElementCount(shape) != nil, 2,
      "shapes \(a.shape) and \(b.shape) broadcast to \(shape)",
      help: "broadcast along fewer axes")
    return fits ? shape : nil
  }

  /// Computes a float result; `operate` is written into each loop.
  @inline(__always)
  static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ result: TensorType,
    _ operate: (Float, Float) -> Float
  ) -> Tensor {
    switch call.attributes.activation("activation") {
    case .none:
      return Broadcasting.map(inputs[0], inputs[1], result, operate)
    case .relu:
      return Broadcasting.map(inputs[0], inputs[1], result) { max(operate($0, $1), 0) }
    case .clip(let low, let high):
      let (low, high) = (Float(low), Float(high))
      return Broadcasting.map(inputs[0], inputs[1], result) {
        min(max(operate($0, $1), low), high)
      }
    }
  }

  /// An operation for each element, and one more if there is an activation.
  static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    let perElement = 1 + call.attributes.activation("activation").operationsPerElement
    return Work(elementOperations: results[0].elementCount * perElement)
  }
}

extension OperatorCall {
  /// An operation followed by the activation of the call.
  func activated(
    _ operate: @escaping (Double, Double) -> Double
  ) -> (Double, Double) -> Double {
    switch attributes.activation("activation") {
    case .none: operate
    case .relu: { max(operate($0, $1), 0) }
    case .clip(let low, let high): { min(max(operate($0, $1), low), high) }
    }
  }
}
