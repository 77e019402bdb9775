/// A set of indices along an axis: ranges in ascending order that neither overlap nor touch.
package struct IndexRanges: Hashable, Sendable {
  /// The ranges, none of them empty.
  package let ranges: [Range<Int>]

  /// Takes ranges in any order, empty and overlapping ones too.
  package init(_ ranges: [Range<Int>]) {
    var merged: [Range<Int>] = []
    for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, last.upperBound >= range.lowerBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    self.ranges = merged
  }

  /// The indices of one range.
  package init(_ range: Range<Int>) { self.init([range]) }

  /// No index.
  package static let none = IndexRanges([])

  /// The number of indices.
  package var count: Int { ranges.reduce(0) { $0 + $1.count } }

  /// Whether there is no index.
  package var isEmpty: Bool { ranges.isEmpty }

  /// The indices, in ascending order.
  package var indices: [Int] { ranges.flatMap { Array($0) } }

  /// The indices that are in both.
  package func intersection(_ other: IndexRanges) -> IndexRanges {
    var common: [Range<Int>] = []
    var (a, b) = (ranges[...], other.ranges[...])
    while let first = a.first, let second = b.first {
      common.append(first.clamped(to: second))
      if first.upperBound < second.upperBound { a.removeFirst() } else { b.removeFirst() }
    }
    return IndexRanges(common)
  }

  /// The indices that are in this set and not in the other.
  package func subtracting(_ other: IndexRanges) -> IndexRanges {
    var left: [Range<Int>] = []
    for range in ranges {
      var start = range.lowerBound
      for taken in other.ranges where taken.overlaps(range) {
        if taken.lowerBound > start { left.append(start..<taken.lowerBound) }
        start = max(start, taken.upperBound)
      }
      if start < range.upperBound { left.append(start..<range.upperBound) }
    }
    return IndexRanges(left)
  }

  /// The range from the first index to the last, or an empty one.
  package var hull: Range<Int> {
    guard let first = ranges.first, let last = ranges.last else { return 0..<0 }
    return first.lowerBound..<last.upperBound
  }

  /// Whether the set is one range, or empty.
  package var isContiguous: Bool { ranges.count <= 1 }

  /// The indices that are in either.
  package func union(_ other: IndexRanges) -> IndexRanges { IndexRanges(ranges + other.ranges) }

  /// Whether every index of `other` is in the set.
  package func isSuperset(of other: IndexRanges) -> Bool { intersection(other) == other }

  /// The position of an index of the set among its indices, in ascending order.
  package func position(of index: Int) -> Int {
    var position = 0
    for range in ranges {
      if range.contains(index) { return position + index - range.lowerBound }
      position += range.count
    }
    preconditionFailure("\(index) is not in \(self)")
  }
}

extension IndexRanges: CustomStringConvertible {
  /// The ranges, such as `0..<3+6..<9`; of many the first three and the number of indices.
  package var description: String {
    if isEmpty { return "none" }
    let texts = ranges.prefix(3).map { "\($0.lowerBound)..<\($0.upperBound)" }
    return texts.joined(separator: "+") + (ranges.count > 3 ? "+... (\(count))" : "")
  }
}
