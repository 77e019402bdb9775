import Operators

/// How a number of indivisible blocks is divided in proportion to given weights.
package enum Shares {
  /// Remainders nearer than this are equal: they differ by rounding alone.
  private static let resolution = 1e-9

  /// The number of blocks of each device, by the method of the largest remainder; of equal
  /// remainders those of lower ranks win.
  ///
  /// - Parameters:
  ///   - count: the number of blocks.
  ///   - weights: the weight of each device, not negative and not all zero.
  package static func split(_ count: Int, by weights: [Double]) -> [Int] {
    // Parts of the greatest, whose sum is finite.
    let greatest = weights.max() ?? 0
    precondition(greatest > 0, "no device has a share")
    let parts = weights.map { $0 / greatest }
    let total = parts.reduce(0, +)
    let quotas = parts.map { Double(count) * $0 / total }
    var counts = quotas.map { Int(($0 + resolution).rounded(.down)) }
    let order = quotas.indices.sorted { a, b in
      let (left, right) = (quotas[a] - Double(counts[a]), quotas[b] - Double(counts[b]))
      return abs(left - right) > resolution ? left > right : a < b
    }
    for rank in order.prefix(max(0, count - counts.reduce(0, +))) {
      counts[rank] += 1
    }
    return counts
  }

  /// The indices of each device along an axis: neighbouring ones, in the order of ranks.
  ///
  /// - Parameters:
  ///   - extent: the size of the axis, a multiple of `block`.
  ///   - block: the number of neighbouring indices that stay together.
  package static func indices(
    _ extent: Int, by weights: [Double], block: Int = 1
  ) -> [IndexRanges] {
    var start = 0
    return split(extent / block, by: weights).map { count in
      defer { start += count * block }
      return IndexRanges(start..<start + count * block)
    }
  }
}
