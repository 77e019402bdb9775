import Operators
import Testing

/// Sets of indices against sets of integers.
@Suite struct IndexRangesTests {
  /// All sets of indices below five.
  static let all = (0..<32).map { bits in (0..<5).filter { bits >> $0 & 1 == 1 } }

  private func indices(_ members: [Int]) -> IndexRanges {
    IndexRanges(members.reversed().map { $0..<$0 + 1 })
  }

  @Test(arguments: all) func operationsAreThoseOfSets(_ a: [Int]) {
    for b in Self.all {
      let (x, y) = (indices(a), indices(b))
      #expect(x.count == a.count)
      #expect(x.intersection(y) == indices(a.filter(b.contains)))
      #expect(x.subtracting(y) == indices(a.filter { !b.contains($0) }))
      #expect(x.union(y) == indices(Array(Set(a).union(b))))
      #expect(x.isSuperset(of: y) == Set(a).isSuperset(of: b))
    }
  }
}
