import IR

/// Weights stored bit by bit: sensitive channels as they are, then groups of pruned ones.
///
/// A group is a byte of metadata, with the constant in its low bits and the number of redundant
/// columns above it, then its columns from the highest, a bit for each weight, the first weight in bit
/// 0; it is filled up to whole bytes. ([bbs24] section 4 gives the fields, not their order.)
package struct EncodedWeights: Sendable, Equatable {
  /// How the weights are stored.
  package let encoding: BitSparseEncoding

  /// The shape of the tensor.
  package let shape: [Int]

  /// The original channel of each stored one: sensitive channels, then the others.
  package let order: [Int]

  /// The stored channels, one after another.
  package let bytes: [UInt8]

  /// The first group that has no form, by its place.
  package struct NoForm: Error, Equatable {
    /// The output channel.
    package let channel: Int

    /// The place of the group among those of the channel.
    package let group: Int
  }

  init(encoding: BitSparseEncoding, shape: [Int], bytes: [UInt8]) {
    self.encoding = encoding
    self.shape = shape
    self.bytes = bytes
    order = Self.order(encoding, channels: shape[encoding.axis])
  }

  /// Takes stored channels, or `nil` if they are not as many bytes as `encoding` needs for `shape`.
  package init?(stored bytes: [UInt8], shape: [Int], _ encoding: BitSparseEncoding) {
    guard let layout = WeightLayout(shape, axis: encoding.axis),
      bytes.count == Self.byteCount(encoding, layout)
    else { return nil }
    self.init(encoding: encoding, shape: shape, bytes: bytes)
  }

  /// Encodes weights whose groups have the form of `encoding`.
  ///
  /// - Parameters:
  ///   - weights: the elements, in the order of the tensor.
  ///   - shape: `[K, C, …]` with axis 0, `[C, K]` with axis 1.
  /// - Throws: the first group that has no such form.
  package init(
    _ weights: [Int8], shape: [Int], _ encoding: BitSparseEncoding
  ) throws(NoForm) {
    guard let layout = WeightLayout(shape, axis: encoding.axis) else {
      preconditionFailure("weights of shape \(shape) have no channels along axis \(encoding.axis)")
    }
    var bytes: [UInt8] = []
    var row = [Int8](repeating: 0, count: layout.channelCount)
    let order = Self.order(encoding, channels: layout.channels)
    for (place, channel) in order.enumerated() {
      weights.withUnsafeBufferPointer { source in
        row.withUnsafeMutableBufferPointer { target in
          guard let from = source.baseAddress, let to = target.baseAddress else { return }
          layout.gather(from, channel, into: to)
        }
      }
      if place < encoding.sensitive.count {
        bytes += row.map { UInt8(bitPattern: $0) }
      } else if let failed = Self.append(row, layout, encoding, to: &bytes) {
        throw NoForm(channel: channel, group: failed)
      }
    }
    self.init(encoding: encoding, shape: shape, bytes: bytes)
  }

  /// The weights that are stored, in the order of the tensor.
  package func decoded() -> [Int8] {
    guard let layout = WeightLayout(shape, axis: encoding.axis) else { return [] }
    var weights = [Int8](repeating: 0, count: shape.reduce(1, *))
    let isSensitive = Set(encoding.sensitive)
    for (channel, stored) in channels.enumerated() {
      let row =
        isSensitive.contains(channel)
        ? stored.map { Int8(bitPattern: $0) }
        : Self.weights(
          Array(stored), positions: layout.positions, depth: layout.depth, encoding)
      for (index, weight) in row.enumerated() {
        let (position, input) = index.quotientAndRemainder(dividingBy: layout.depth)
        weights[layout.index(channel, position, input)] = weight
      }
    }
    return weights
  }

  /// Sensitive channels, then the others, both in ascending order.
  static func order(_ encoding: BitSparseEncoding, channels: Int) -> [Int] {
    var isSensitive = [Bool](repeating: false, count: channels)
    for channel in encoding.sensitive { isSensitive[channel] = true }
    return encoding.sensitive + (0..<channels).filter { !isSensitive[$0] }
  }

  /// Appends the groups of a channel; gives the place of the first that has no form.
  private static func append(
    _ row: [Int8], _ layout: WeightLayout, _ encoding: BitSparseEncoding, to bytes: inout [UInt8]
  ) -> Int? {
    row.withUnsafeBufferPointer { row in
      var index = 0
      for position in 0..<layout.positions {
        var start = position * layout.depth
        for count in layout.groups(of: encoding.group) {
          let group = UnsafeBufferPointer(rebasing: row[start..<start + count])
          guard let form = GroupForm(group, encoding) else { return index }
          StoredGroup.append(group, form, encoding, to: &bytes)
          start += count
          index += 1
        }
      }
      return nil
    }
  }
}
