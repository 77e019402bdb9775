import IR

/// Sends a tensor that one device has to others.
package enum CollectiveBroadcast: CollectiveDefinition {
  package static let name = "collective_broadcast"
  package static let summary = "Sends a tensor that one device has to others."
  package static let details = """
    Device `root` sends `x` to every other device of `receivers`, in one message each. The result is the
    tensor, on `root` too.

    Every device that takes part runs the same call; only `device` and the operand differ.
    """
  static let rules: [CollectiveRule] = [.whole, .devices, .participates, .operand]
  static let layoutAttributes = [CollectiveAttributes.root, CollectiveAttributes.receivers]

  static func layout(
    _ attributes: AttributeList, _ whole: TensorType, _ check: inout CollectiveCheck
  ) -> CollectiveLayout? {
    let (root, receivers) = (attributes.integer("root"), attributes.integers("receivers"))
    guard check.requireDevices(receivers), check.requireDevices([root]) else { return nil }
    return CollectiveLayout(
      whole, held: CollectiveLayout.all([root], whole),
      needed: CollectiveLayout.all(receivers, whole))
  }
}
