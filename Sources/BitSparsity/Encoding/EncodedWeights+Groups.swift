import IR

extension EncodedWeights {
  /// A group with its weights, and where it stands.
  package struct PlacedGroup: Sendable {
    /// The output channel, by its place in the tensor.
    package let channel: Int

    /// The position of the kernel.
    package let position: Int

    /// The first input channel.
    package let start: Int

    /// What is stored.
    package let stored: StoredGroup

    /// The weights.
    package let weights: [Int8]
  }

  /// Every stored group, in the order of the bytes.
  package func groups() -> [PlacedGroup] {
    guard let layout = WeightLayout(shape, axis: encoding.axis) else { return [] }
    var groups: [PlacedGroup] = []
    var offset = encoding.sensitive.count * layout.channelCount
    for channel in order.dropFirst(encoding.sensitive.count) {
      for position in 0..<layout.positions {
        var start = 0
        for count in layout.groups(of: encoding.group) {
          let stored = StoredGroup(bytes, at: offset, count: count, encoding)
          groups.append(
            PlacedGroup(
              channel: channel, position: position, start: start, stored: stored,
              weights: (0..<count).map { Int8(truncatingIfNeeded: stored.weight($0)) }))
          start += count
          offset += StoredGroup.byteCount(count, encoding)
        }
      }
    }
    return groups
  }
}
