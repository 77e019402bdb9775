import IR

/// Fetches what devices need of a divided tensor beyond their own parts.
package enum HaloExchange: CollectiveDefinition {
  package static let name = "halo_exchange"
  package static let summary =
    "Fetches what devices need of a divided tensor beyond their own parts."
  package static let details = """
    Before, device `owners[i]` holds the indices from `starts[i]` to `ends[i]` of `axis`; after, device
    `receivers[i]` has those from `needed_starts[i]` to `needed_ends[i]`, such as the rows that a
    convolution reads for its own rows of the result. Every owner sends each other device what that
    one needs of its part, in one message.

    Every device that takes part runs the same call; only `device` and the operand differ.
    """
  static let rules: [CollectiveRule] = [
    .whole, .participates, .operand, .parts, .cover, .neededParts,
  ]
  static let layoutAttributes =
    CollectiveAttributes.parts + [
      AttributeSpec("receivers", .integers(count: nil), "the device of each part that is needed"),
      CollectiveAttributes.neededStarts, CollectiveAttributes.neededEnds,
    ]

  static func layout(
    _ attributes: AttributeList, _ whole: TensorType, _ check: inout CollectiveCheck
  ) -> CollectiveLayout? {
    let parts = PartList(attributes)
    let needed = PartList(
      attributes, axis: "axis", owners: "receivers", starts: "needed_starts", ends: "needed_ends")
    guard check.requireParts(parts, whole.shape, cover: true),
      check.require(.neededParts, needed.fault(whole.shape))
    else { return nil }
    return CollectiveLayout(
      whole, held: parts.regions(whole.shape), needed: needed.regions(whole.shape))
  }
}
