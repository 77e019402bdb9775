import IR

/// An operator that says of each float what kind of number it is.
package protocol FloatClassification: ElementMap {
  /// Whether an element is of the kind.
  static func test(_ attributes: AttributeList) -> @Sendable (Double) -> Bool
}

extension FloatClassification {
  package static var operands: [OperandSpec] { [.value("x", "a float tensor of any shape")] }
  package static var attributes: [AttributeSpec] { [] }
  package static var constraints: [Constraint] { [Constraint(1, "x has a float type.")] }

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    return report.require(x.isReal, 1, "x is \(x)", help: "integers are always numbers")
      ? [TensorType(.bool, x.shape)] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    let test = test(call.attributes)
    let output = UnfilledTensor<UInt8>(results[0])
    inputs[0].forEachNumber { output.elements[$0] = test($1) ? 1 : 0 }
    return [output.tensor]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: results[0].elementCount)
  }
}

/// Whether elements are no numbers.
package enum IsNaN: FloatClassification {
  package static let name = "is_nan"
  package static let summary = "Whether each element is no number."
  package static let details = "The result is true where `x` is NaN."
  package static func test(_: AttributeList) -> @Sendable (Double) -> Bool { { $0.isNaN } }
}

/// Whether elements are infinite.
package enum IsInfinite: FloatClassification {
  package static let name = "is_inf"
  package static let summary = "Whether each element is infinite."
  package static let details = "`negative` and `positive` say which infinities count."
  package static let attributes = [
    AttributeSpec(
      "negative", .boolean, "whether minus infinity counts", default: .boolean(true)),
    AttributeSpec("positive", .boolean, "whether infinity counts", default: .boolean(true)),
  ]
  package static func test(_ attributes: AttributeList) -> @Sendable (Double) -> Bool {
    let (negative, positive) = (attributes.boolean("negative"), attributes.boolean("positive"))
    return { $0.isInfinite && ($0 < 0 ? negative : positive) }
  }
}
