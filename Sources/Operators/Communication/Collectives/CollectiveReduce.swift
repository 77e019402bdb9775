import IR

/// Adds the partial sums of several devices on one.
package enum CollectiveReduce: CollectiveDefinition {
  package static let name = "collective_reduce"
  package static let summary = "Adds the partial sums of several devices on one."
  package static let details = """
    Every contributor but `root` sends it its partial sum, in one message. The result is the sum on
    `root`, and elsewhere `x`.

    Sums are taken in the order of devices, whatever arrives first: `f32` rounds after each addition,
    integers wrap around.

    Every device that takes part runs the same call; only `device` and the operand differ.
    """
  static let rules: [CollectiveRule] = [.whole, .devices, .participates, .operand, .sum]
  static let layoutAttributes = [CollectiveAttributes.root, CollectiveAttributes.contributors]

  static func layout(
    _ attributes: AttributeList, _ whole: TensorType, _ check: inout CollectiveCheck
  ) -> CollectiveLayout? {
    let (root, contributors) = (attributes.integer("root"), attributes.integers("contributors"))
    guard check.requireDevices(contributors), check.requireDevices([root]),
      check.requireSum(whole)
    else { return nil }
    return CollectiveLayout(
      whole, held: CollectiveLayout.all(contributors, whole),
      needed: CollectiveLayout.all([root], whole), isSum: true)
  }
}
