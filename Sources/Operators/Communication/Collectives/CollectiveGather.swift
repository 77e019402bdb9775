import IR

/// Puts a tensor together on one device from the parts of all.
package enum CollectiveGather: CollectiveDefinition {
  package static let name = "collective_gather"
  package static let summary = "Puts a tensor together on one device from the parts of all."
  package static let details = """
    Every owner but `root` sends it its part, in one message. The result is the whole tensor on `root`,
    and elsewhere `x`.

    Every device that takes part runs the same call; only `device` and the operand differ.
    """
  static let rules: [CollectiveRule] = [.whole, .devices, .participates, .operand, .parts, .cover]
  static let layoutAttributes = [CollectiveAttributes.root] + CollectiveAttributes.parts

  static func layout(
    _ attributes: AttributeList, _ whole: TensorType, _ check: inout CollectiveCheck
  ) -> CollectiveLayout? {
    let (root, parts) = (attributes.integer("root"), PartList(attributes))
    guard check.requireDevices([root]), check.requireParts(parts, whole.shape, cover: true)
    else { return nil }
    return CollectiveLayout(
      whole, held: parts.regions(whole.shape), needed: CollectiveLayout.all([root], whole))
  }
}
