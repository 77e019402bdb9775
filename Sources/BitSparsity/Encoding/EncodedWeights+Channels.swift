import IR

extension EncodedWeights {
  /// The stored bytes of every output channel, by its place in the tensor.
  package var channels: [ArraySlice<UInt8>] {
    guard let layout = WeightLayout(shape, axis: encoding.axis) else { return [] }
    var channels = [ArraySlice<UInt8>](repeating: [], count: order.count)
    for (place, channel) in order.enumerated() {
      channels[channel] = bytes[range(ofPlace: place, layout)]
    }
    return channels
  }

  /// The weights of a channel whose columns are pruned, position by position, input channels
  /// innermost.
  ///
  /// - Parameters:
  ///   - bytes: the groups, one behind the other.
  ///   - positions: the positions of the kernel.
  ///   - depth: the input channels of each.
  package static func weights(
    _ bytes: [UInt8], positions: Int, depth: Int, _ encoding: BitSparseEncoding
  ) -> [Int8] {
    var weights: [Int8] = []
    weights.reserveCapacity(positions * depth)
    var offset = 0
    for _ in 0..<positions {
      for start in stride(from: 0, to: depth, by: encoding.group) {
        let count = min(encoding.group, depth - start)
        let group = StoredGroup(bytes, at: offset, count: count, encoding)
        weights += (0..<count).map { Int8(truncatingIfNeeded: group.weight($0)) }
        offset += StoredGroup.byteCount(count, encoding)
      }
    }
    return weights
  }

  /// The bytes of a channel whose columns are pruned.
  package static func byteCount(
    positions: Int, depth: Int, _ encoding: BitSparseEncoding
  ) -> Int {
    let (whole, rest) = depth.quotientAndRemainder(dividingBy: encoding.group)
    let last = rest > 0 ? StoredGroup.byteCount(rest, encoding) : 0
    return positions * (whole * StoredGroup.byteCount(encoding.group, encoding) + last)
  }

  private func range(ofPlace place: Int, _ layout: WeightLayout) -> Range<Int> {
    let sensitive = encoding.sensitive.count
    let pruned = Self.byteCount(positions: layout.positions, depth: layout.depth, encoding)
    let start =
      min(place, sensitive) * layout.channelCount + max(0, place - sensitive) * pruned
    return start..<start + (place < sensitive ? layout.channelCount : pruned)
  }
}
