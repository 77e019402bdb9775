import IR

/// Sends each device its part of a tensor that one device has.
package enum CollectiveScatter: CollectiveDefinition {
  package static let name = "collective_scatter"
  package static let summary = "Sends each device its part of a tensor that one device has."
  package static let details = """
    Device `root` sends to every other device the parts that it owns along `axis`, in one message. The
    result is what `device` owns. Parts of different devices may overlap, as rows under a window do,
    and need not cover the axis.

    Every device that takes part runs the same call; only `device` and the operand differ.
    """
  static let rules: [CollectiveRule] = [.whole, .devices, .participates, .operand, .parts]
  static let layoutAttributes = [CollectiveAttributes.root] + CollectiveAttributes.parts

  static func layout(
    _ attributes: AttributeList, _ whole: TensorType, _ check: inout CollectiveCheck
  ) -> CollectiveLayout? {
    let (root, parts) = (attributes.integer("root"), PartList(attributes))
    guard check.requireDevices([root]), check.requireParts(parts, whole.shape, cover: false)
    else { return nil }
    return CollectiveLayout(
      whole, held: CollectiveLayout.all([root], whole), needed: parts.regions(whole.shape))
  }
}
