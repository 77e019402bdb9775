import IR

/// What `scatter_elements` and `scatter_nd` share: what becomes of updates.
enum ScatterRules {
  static let reduction = AttributeSpec(
    "reduction", .symbol(["none", "add", "mul", "min", "max"]),
    "how an update is joined to the element at its place; none replaces it",
    default: .symbol("none"))

  static let details = """
    Updates are applied one after the other, in row-major order of `indices`: without a reduction
    the last one for a place stays. Each step with a reduction is rounded to the element type, or
    wraps around; what is no number stays so in `min` and `max`.
    """

  /// The rule for a reduction, under the number that an operator gives it.
  static func reductionConstraint(_ number: Int) -> Constraint {
    Constraint(
      number,
      "With a reduction, x holds numbers: neither truth values nor quantized integers.")
  }

  /// Reports rules `first` and `first + 1` unless `updates` has `shape` and fits `x`, and `x` takes
  /// the reduction.
  static func check(
    _ call: OperatorCall, updates shape: [Int], _ first: Int, _ report: inout ConstraintReport
  ) -> Bool {
    let (x, updates) = (call.operands[0], call.operands[2])
    let reduction = call.attributes.symbol("reduction")
    let expected = x.reshaped(shape)
    let isAlike = report.require(
      updates == expected, first, "updates is \(updates), but must be \(expected)",
      help: "reshape or convert updates")
    let hasType = report.require(
      reduction == "none" || x.isNumber, first + 1, "reduction is \(reduction) and x is \(x)",
      help: "convert x, or take the reduction none")
    return isAlike && hasType
  }

  /// `x` with the updates of a call that keeps the rules.
  static func apply(_ call: OperatorCall, _ inputs: [Tensor], _ blocks: IndexedBlocks) -> Tensor {
    let (x, updates) = (inputs[0], inputs[2])
    return switch call.attributes.symbol("reduction") {
    case "add": blocks.joined(SumFold.self, updates, into: x)
    case "mul": blocks.joined(ProductFold.self, updates, into: x)
    case "min": blocks.joined(MinimumFold.self, updates, into: x)
    case "max": blocks.joined(MaximumFold.self, updates, into: x)
    default: blocks.scattered(updates, into: x)
    }
  }

  /// An operation for each update with a reduction.
  static func work(_ call: OperatorCall) -> Work {
    let isReduction = call.attributes.symbol("reduction") != "none"
    return Work(elementOperations: isReduction ? call.operands[2].elementCount : 0)
  }
}
