import IR

/// Pruning as the published program does it, to the bit. ([bbs24])
///
/// It differs from what the compiler does in three ways: where input channels are many and no multiple
/// of the group, runs go on over kernel positions and output channels; shifting counts up to seven
/// redundant columns, which the metadata of a group cannot tell; and weights may leave 8 bits.
package enum PublishedPruning {
  /// The pruned weights in the order of `weights`, or `nil` if they do not divide into groups.
  ///
  /// - Parameter usesRedundantColumns: whether redundant columns are dropped first, as published.
  package static func prune(
    _ weights: [Int8], _ layout: WeightLayout, method: BitSparseEncoding.Method, columns: Int,
    group: Int, constantBits: Int, usesRedundantColumns: Bool = true
  ) -> [Int16]? {
    let count = min(group, layout.depth)
    guard weights.count % count == 0 else { return nil }
    var places: [Int] = []
    places.reserveCapacity(weights.count)
    for channel in 0..<layout.channels {
      for position in 0..<layout.positions {
        for input in 0..<layout.depth { places.append(layout.index(channel, position, input)) }
      }
    }
    let shifting = ZeroPointShifting(
      columns: columns, constantBits: constantBits, redundantLimit: usesRedundantColumns ? 7 : 0,
      staysWithin8Bits: false)
    let redundantLimit = usesRedundantColumns ? RoundedAveraging.redundantLimit : 0
    var pruned = [Int16](repeating: 0, count: weights.count)
    var run = [Int8](repeating: 0, count: count)
    for start in stride(from: 0, to: weights.count, by: count) {
      let group = places[start..<start + count]
      for (index, place) in group.enumerated() { run[index] = weights[place] }
      run.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        switch method {
        case .roundedAveraging:
          RoundedAveraging.prune(
            base, count: count, columns: columns, redundantLimit: redundantLimit)
          for (index, place) in group.enumerated() { pruned[place] = Int16(base[index]) }
        case .zeroPointShifting:
          let metadata = shifting.shift(base, count: count)
          shifting.apply(metadata, base, count: count) { index, weight in
            pruned[places[start + index]] = Int16(truncatingIfNeeded: weight)
          }
        }
      }
    }
    return pruned
  }
}
