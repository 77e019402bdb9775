/// A set of indices along one axis of a tensor, as disjoint ranges in ascending order.
///
/// A shard of channels is one range as a rule; concatenation and flattening make sets of several.
package struct ShardIndices: Sendable, Hashable {
  /// The ranges: none is empty, and no two touch.
  package let ranges: [Range<Int>]

  /// Makes a set of ranges in any order, which may be empty, touch or overlap.
  package init(_ ranges: [Range<Int>]) {
    var merged: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    self.ranges = merged
  }

  /// Makes a set of one range.
  package init(_ range: Range<Int>) {
    ranges = range.isEmpty ? [] : [range]
  }

  /// The number of indices.
  package var count: Int { ranges.reduce(0) { $0 + $1.count } }

  /// Whether there is no index.
  package var isEmpty: Bool { ranges.isEmpty }

  /// The range from the first index to the last, or an empty one.
  package var hull: Range<Int> {
    guard let first = ranges.first, let last = ranges.last else { return 0..<0 }
    return first.lowerBound..<last.upperBound
  }

  /// Whether the set is one range, or empty.
  package var isContiguous: Bool { ranges.count <= 1 }

  /// What both sets hold.
  package func intersection(_ other: ShardIndices) -> ShardIndices {
    var (common, i, j): ([Range<Int>], Int, Int) = ([], 0, 0)
    while i < ranges.count, j < other.ranges.count {
      let (a, b) = (ranges[i], other.ranges[j])
      let lower = max(a.lowerBound, b.lowerBound)
      let upper = min(a.upperBound, b.upperBound)
      if lower < upper { common.append(lower..<upper) }
      if a.upperBound < b.upperBound { i += 1 } else { j += 1 }
    }
    return ShardIndices(common)
  }

  /// What this set holds and the other does not.
  package func subtracting(_ other: ShardIndices) -> ShardIndices {
    var left: [Range<Int>] = []
    for range in ranges {
      var start = range.lowerBound
      for taken in other.ranges where taken.overlaps(range) {
        if taken.lowerBound > start { left.append(start..<taken.lowerBound) }
        start = max(start, taken.upperBound)
      }
      if start < range.upperBound { left.append(start..<range.upperBound) }
    }
    return ShardIndices(left)
  }

  /// What either set holds.
  package func union(_ other: ShardIndices) -> ShardIndices { ShardIndices(ranges + other.ranges) }

  /// Whether every index of `other` is in this set.
  package func isSuperset(of other: ShardIndices) -> Bool { other.subtracting(self).isEmpty }
}

extension ShardIndices: CustomStringConvertible {
  /// The ranges, such as `0..<3+6..<9`, or `-` for none.
  package var description: String {
    if isEmpty { return "-" }
    let texts = ranges.prefix(3).map { "\($0.lowerBound)..<\($0.upperBound)" }
    return texts.joined(separator: "+") + (ranges.count > 3 ? "+... (\(count))" : "")
  }
}
