import IR

/// What operators share that work along one axis on numbers.
enum AxisRules {
  static let operands: [OperandSpec] = [.value("x", "a tensor of at least one axis")]

  static let constraints = [
    Constraint(1, "axis is an axis of x."),
    Constraint(2, "x holds numbers: neither truth values nor quantized integers."),
  ]

  /// The attribute, with what the axis is for.
  static func axis(
    _ purpose: String, default standard: AttributeValue? = nil
  ) -> AttributeSpec {
    AttributeSpec(
      "axis", .integer, "the axis \(purpose); a negative one counts from the end",
      default: standard)
  }

  /// The axis, or `nil` after reporting the rules that are broken.
  static func check(_ call: OperatorCall, _ report: inout ConstraintReport) -> Int? {
    let x = call.operands[0]
    let hasType = report.require(
      x.isNumber, 2, "x is \(x)",
      help: x.element == .bool ? "convert x to an integer type" : "dequantize x first")
    let axis = resolve(call, &report)
    return hasType ? axis : nil
  }

  /// The axis, or `nil` after reporting rule 1.
  static func resolve(_ call: OperatorCall, _ report: inout ConstraintReport) -> Int? {
    let x = call.operands[0]
    let given = call.attributes.integer("axis")
    let axis = x.resolvedAxis(given)
    report.require(
      axis != nil, 1, "axis is \(given) and x is \(x.plainDescription)", help: x.axesInWords)
    return axis
  }

  /// The axis of a call that keeps the rules.
  static func axis(of call: OperatorCall) -> Int {
    let given = call.attributes.integer("axis")
    guard let axis = call.operands[0].resolvedAxis(given) else {
      preconditionFailure("\(call.operands[0]) has no axis \(given)")
    }
    return axis
  }

  /// The lanes of `x` along the axis of a call that keeps the rules.
  static func lanes(_ call: OperatorCall) -> AxisLanes {
    AxisLanes(call.operands[0].shape, axis(of: call))
  }
}
