import Basic
import IR

/// Prunes the columns of whole tensors of weights, channel by channel.
package struct BitSparsePruner: Sendable {
  /// How columns are pruned, and which channels are not.
  package let encoding: BitSparseEncoding

  /// Whether columns that repeat the sign are dropped first; otherwise every pruned weight loses its
  /// low N columns, and all groups have one step.
  package let usesRedundantColumns: Bool

  /// The number of threads; no result depends on it.
  package let threads: Int

  /// States how to prune.
  package init(_ encoding: BitSparseEncoding, usesRedundantColumns: Bool = true, threads: Int) {
    self.encoding = encoding
    self.usesRedundantColumns = usesRedundantColumns
    self.threads = threads
  }

  /// The search of zero-point shifting: whatever it gives has the form of the encoding.
  package static func shifting(
    _ encoding: BitSparseEncoding, usesRedundantColumns: Bool = true
  ) -> ZeroPointShifting {
    ZeroPointShifting(
      columns: encoding.columns, constantBits: encoding.constantBits,
      redundantLimit: usesRedundantColumns ? encoding.redundantLimit : 0, staysWithin8Bits: true)
  }

  /// Prunes weights in place.
  package func prune(_ weights: inout [Int8], _ layout: WeightLayout) {
    var isSensitive = [Bool](repeating: false, count: layout.channels)
    for channel in encoding.sensitive { isSensitive[channel] = true }
    let pruned = (0..<layout.channels).filter { !isSensitive[$0] }
    weights.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, !pruned.isEmpty else { return }
      let shared = SharedWeights(base: base)
      // Enough channels at a time that their work is worth a task.
      let perTask = max(1, (1 << 15) / max(1, layout.channelCount))
      let tasks = (pruned.count + perTask - 1) / perTask
      Parallel.forEach(tasks, threads: threads) { task in
        prune(pruned[task * perTask..<min((task + 1) * perTask, pruned.count)], shared, layout)
      }
    }
  }

  /// Weights that tasks write to, each its own channels.
  private struct SharedWeights: @unchecked Sendable {
    // Unchecked: no two tasks have a channel in common, and the memory outlives them all.
    let base: UnsafeMutablePointer<Int8>
  }

  private func prune(_ channels: ArraySlice<Int>, _ weights: SharedWeights, _ layout: WeightLayout)
  {
    // Where input channels are neighbours, groups are pruned where they stand.
    if layout.positions == 1, layout.strides.depth == 1 {
      for channel in channels { prune(weights.base + channel * layout.strides.channel, layout) }
      return
    }
    withUnsafeTemporaryAllocation(of: Int8.self, capacity: layout.channelCount) { row in
      guard let start = row.baseAddress else { return }
      for channel in channels {
        layout.gather(weights.base, channel, into: start)
        prune(start, layout)
        layout.scatter(start, channel, into: weights.base)
      }
    }
  }

  /// Prunes the weights of a channel, which stand in order.
  private func prune(_ row: UnsafeMutablePointer<Int8>, _ layout: WeightLayout) {
    let shifting = Self.shifting(encoding, usesRedundantColumns: usesRedundantColumns)
    let redundantLimit = usesRedundantColumns ? RoundedAveraging.redundantLimit : 0
    for position in 0..<layout.positions {
      let run = row + position * layout.depth
      var start = 0
      while start < layout.depth {
        let count = min(encoding.group, layout.depth - start)
        switch encoding.method {
        case .roundedAveraging:
          RoundedAveraging.prune(
            run + start, count: count, columns: encoding.columns, redundantLimit: redundantLimit)
        case .zeroPointShifting: shifting.prune(run + start, count: count)
        }
        start += count
      }
    }
  }
}
