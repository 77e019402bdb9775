import Operators
import Partition
import Testing

/// Whole shares, known from outside.
@Suite struct SharesTests {
  static let cases: [(total: Int, weights: [Double], parts: [Int])] = [
    (6, [1, 1, 1], [2, 2, 2]), (16, [1, 1, 1], [6, 5, 5]), (10, [1, 1, 1], [4, 3, 3]),
    (14, [1, 1, 1], [5, 5, 4]), (5, [1, 1, 1], [2, 2, 1]), (7, [1, 1, 1], [3, 2, 2]),
    (6, [4, 2, 1], [3, 2, 1]), (16, [4, 2, 1], [9, 5, 2]), (120, [4, 2, 1], [69, 34, 17]),
    (84, [4, 2, 1], [48, 24, 12]), (10, [4, 2, 1], [6, 3, 1]), (14, [4, 2, 1], [8, 4, 2]),
    (5, [4, 2, 1], [3, 1, 1]), (64, [5, 3, 2], [32, 19, 13]), (2, [1, 1, 1], [1, 1, 0]),
  ]

  @Test(arguments: cases.indices) func partsAreThoseOfTheLargestRemainder(_ index: Int) {
    let example = Self.cases[index]
    #expect(Shares.split(example.total, by: example.weights) == example.parts)
    let indices = Shares.indices(example.total * 3, by: example.weights, block: 3)
    #expect(indices.map(\.count) == example.parts.map { $0 * 3 })
    #expect(indices.reduce(IndexRanges([])) { $0.union($1) }.hull == 0..<example.total * 3)
  }
}
