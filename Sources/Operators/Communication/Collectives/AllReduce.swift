import IR

/// Adds the partial sums of several devices on each of several.
package enum AllReduce: CollectiveDefinition {
  package static let name = "all_reduce"
  package static let summary = "Adds the partial sums of several devices on each of several."
  package static let details = """
    Every contributor sends its partial sum to every other device of `receivers`, in one message each, and
    every receiver adds all of them. The result is the sum on each receiver.

    Sums are taken in the order of devices, whatever arrives first: `f32` rounds after each addition,
    integers wrap around.

    Every device that takes part runs the same call; only `device` and the operand differ.
    """
  static let rules: [CollectiveRule] = [.whole, .devices, .participates, .operand, .sum]
  static let layoutAttributes = [CollectiveAttributes.receivers, CollectiveAttributes.contributors]

  static func layout(
    _ attributes: AttributeList, _ whole: TensorType, _ check: inout CollectiveCheck
  ) -> CollectiveLayout? {
    let receivers = attributes.integers("receivers")
    let contributors = attributes.integers("contributors")
    guard check.requireDevices(contributors), check.requireDevices(receivers),
      check.requireSum(whole)
    else { return nil }
    return CollectiveLayout(
      whole, held: CollectiveLayout.all(contributors, whole),
      needed: CollectiveLayout.all(receivers, whole), isSum: true)
  }
}
