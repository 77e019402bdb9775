import BitSparsity
import IR

/// The stored form of a step's weights whose columns of bits are pruned.
///
/// Each output channel is stored as `EncodedWeights` describes: its groups, or its bytes if it is
/// sensitive.
package struct EncodedChannels: Hashable, Sendable {
  /// How groups are stored, and which channels are not.
  package var encoding: BitSparseEncoding

  /// The positions of the window, and the input channels of each.
  package var positions: Int
  package var depth: Int

  /// Describes the weights of a layer.
  package init(_ encoding: BitSparseEncoding, positions: Int, depth: Int) {
    self.encoding = encoding
    self.positions = positions
    self.depth = depth
  }

  /// The weights of a channel.
  package var channelCount: Int { positions * depth }

  /// The bytes of a channel whose columns are pruned.
  package var prunedBytes: Int {
    EncodedWeights.byteCount(positions: positions, depth: depth, encoding)
  }

  /// The bytes of a channel.
  package func bytes(of channel: Int) -> Int {
    isSensitive(channel) ? channelCount : prunedBytes
  }

  /// Whether a channel keeps its bytes.
  package func isSensitive(_ channel: Int) -> Bool {
    sensitiveCount(below: channel + 1) > sensitiveCount(below: channel)
  }

  /// The bytes of some channels.
  package func bytes(of channels: Range<Int>) -> Int {
    let sensitive =
      sensitiveCount(below: channels.upperBound) - sensitiveCount(below: channels.lowerBound)
    return channels.count * prunedBytes + sensitive * (channelCount - prunedBytes)
  }

  /// The most bytes that `count` channels can have; no fewer for more channels.
  package func mostBytes(_ count: Int) -> Int {
    count * prunedBytes + min(count, encoding.sensitive.count) * (channelCount - prunedBytes)
  }

  /// The bytes of the block of a tile, a whole number of words.
  func blockBytes(_ channels: Range<Int>, _ kernel: Kernel, _ set: InstructionSet) -> Int {
    PlanConstant.stride(
      of: WeightDecoding.headBytes(kernel, channels: channels.count, set)
        + bytes(of: channels))
  }

  /// Whether the form takes fewer bytes than the weights.
  package var isSmaller: Bool { prunedBytes < channelCount }

  private func sensitiveCount(below channel: Int) -> Int {
    var (low, high) = (0, encoding.sensitive.count)
    while low < high {
      let middle = (low + high) / 2
      if encoding.sensitive[middle] < channel { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
