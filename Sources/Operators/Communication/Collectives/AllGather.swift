import IR

/// Puts a tensor together on several devices from the parts of all.
package enum AllGather: CollectiveDefinition {
  package static let name = "all_gather"
  package static let summary = "Puts a tensor together on several devices from the parts of all."
  package static let details = """
    Every owner sends its part to every other device of `receivers`, in one message each. The result is
    the whole tensor on each receiver.

    Every device that takes part runs the same call; only `device` and the operand differ.
    """
  static let rules: [CollectiveRule] = [.whole, .devices, .participates, .operand, .parts, .cover]
  static let layoutAttributes = [CollectiveAttributes.receivers] + CollectiveAttributes.parts

  static func layout(
    _ attributes: AttributeList, _ whole: TensorType, _ check: inout CollectiveCheck
  ) -> CollectiveLayout? {
    let (receivers, parts) = (attributes.integers("receivers"), PartList(attributes))
    guard check.requireDevices(receivers), check.requireParts(parts, whole.shape, cover: true)
    else { return nil }
    return CollectiveLayout(
      whole, held: parts.regions(whole.shape), needed: CollectiveLayout.all(receivers, whole))
  }
}
