import IR

/// What the reductions share: the axes, their rules and the type of the result.
enum ReductionRules {
  static let operands: [OperandSpec] = [.value("x", "a tensor of any shape")]

  static let attributes = [
    AttributeSpec(
      "axes", .integers(count: nil),
      "the axes to reduce, none if it is empty; negative ones count from the end"),
    AttributeSpec(
      "keep_dimensions", .boolean, "whether these axes stay, with size 1", default: .boolean(true)),
  ]

  static let axisConstraints = [
    Constraint(1, "Every entry of axes is an axis of x."),
    Constraint(2, "No axis stands twice in axes."),
  ]

  static let numberConstraint = Constraint(
    3, "x holds numbers: neither truth values nor quantized integers.")

  /// What `k` and `r` in the formulas are.
  static let indices = """
    `k` runs over the axes that are kept, `r` over those in `axes`. If `axes` is empty, nothing is
    reduced: every element is a set of its own.
    """

  /// Reports rule 3 of those reductions that do arithmetic, and says whether it is kept.
  static func requireNumber(_ x: TensorType, _ report: inout ConstraintReport) -> Bool {
    report.require(
      x.isNumber, 3, "x is \(x)",
      help: x.element == .bool
        ? "convert x to an integer type" : "dequantize x, or take reduce_mean")
  }

  /// The type of the result, or `nil` after reporting the rules that the axes break.
  ///
  /// - Parameter hasType: whether the elements are of a type that the reduction takes; if not,
  ///   that has been reported.
  static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport, hasType: Bool
  ) -> [TensorType]? {
    let x = call.operands[0]
    let given = call.attributes.integers("axes")
    let axes = given.compactMap(x.resolvedAxis)
    guard
      report.require(
        axes.count == given.count, 1, "axes is \(given) and x is \(x.plainDescription)",
        help: x.axesInWords),
      report.require(
        Set(axes).count == axes.count, 2, "axes is \(given), with x of rank \(x.rank)",
        help: "name every axis once"),
      hasType
    else { return nil }
    let isReduced = x.marks(of: axes)
    if call.attributes.boolean("keep_dimensions") {
      return [x.reshaped(zip(x.shape, isReduced).map { $1 ? 1 : $0 })]
    }
    return [x.reshaped(zip(x.shape, isReduced).filter { !$0.1 }.map(\.0))]
  }

  /// An operation for each element.
  static func work(_ call: OperatorCall) -> Work {
    Work(elementOperations: call.operands[0].elementCount)
  }
}
