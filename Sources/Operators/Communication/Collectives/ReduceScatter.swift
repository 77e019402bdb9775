import IR

/// Adds the partial sums of several devices, each part on its owner.
package enum ReduceScatter: CollectiveDefinition {
  package static let name = "reduce_scatter"
  package static let summary = "Adds the partial sums of several devices, each part on its owner."
  package static let details = """
    Every contributor sends to each other owner what that one owns of its partial sum, in one message
    each, and every owner adds what it gets. The result is what `device` owns of the sum.

    Sums are taken in the order of devices, whatever arrives first: `f32` rounds after each addition,
    integers wrap around.

    Every device that takes part runs the same call; only `device` and the operand differ.
    """
  static let rules: [CollectiveRule] = [
    .whole, .devices, .participates, .operand, .parts, .cover, .sum,
  ]
  static let layoutAttributes = [CollectiveAttributes.contributors] + CollectiveAttributes.parts

  static func layout(
    _ attributes: AttributeList, _ whole: TensorType, _ check: inout CollectiveCheck
  ) -> CollectiveLayout? {
    let (contributors, parts) = (attributes.integers("contributors"), PartList(attributes))
    guard check.requireDevices(contributors), check.requireSum(whole),
      check.requireParts(parts, whole.shape, cover: true)
    else { return nil }
    return CollectiveLayout(
      whole, held: CollectiveLayout.all(contributors, whole), needed: parts.regions(whole.shape),
      isSum: true)
  }
}
