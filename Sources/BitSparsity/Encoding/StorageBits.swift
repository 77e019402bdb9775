import IR

/// The bits that weights take, before and after their columns are pruned.
package struct StorageBits: Hashable, Sendable {
  /// The weights.
  package var weights = 0

  /// The bits of the weights at 8 each.
  package var before = 0

  /// The bits of stored columns and of sensitive channels.
  package var columns = 0

  /// The bits of metadata.
  package var metadata = 0

  /// The bits of the table of channels.
  package var order = 0

  /// Nothing.
  package init() {}

  /// The bits of a tensor.
  package init(_ encoding: BitSparseEncoding, _ layout: WeightLayout) {
    weights = layout.channels * layout.channelCount
    before = 8 * weights
    let pruned = layout.channels - encoding.sensitive.count
    columns =
      8 * encoding.sensitive.count * layout.channelCount
      + (8 - encoding.columns) * pruned * layout.channelCount
    metadata = BitSparseEncoding.metadataBits * pruned * layout.groupCount(of: encoding.group)
    order = encoding.sensitive.isEmpty ? 0 : 16 * layout.channels
  }

  /// The bits of weights that are not pruned.
  package init(unpruned weights: Int, bits: Int) {
    self.weights = weights
    before = bits * weights
    columns = before
  }

  /// The bits of two tensors together.
  package static func + (a: StorageBits, b: StorageBits) -> StorageBits {
    var sum = a
    sum.weights += b.weights
    sum.before += b.before
    sum.columns += b.columns
    sum.metadata += b.metadata
    sum.order += b.order
    return sum
  }

  /// Bits a weight, without metadata and the table of channels, as most figures of others are.
  package var bitsAWeight: Double { Double(columns) / Double(max(weights, 1)) }

  /// Bits a weight, all that is stored.
  package var storedBitsAWeight: Double {
    Double(columns + metadata + order) / Double(max(weights, 1))
  }
}
