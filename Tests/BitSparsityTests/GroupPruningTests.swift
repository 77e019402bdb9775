import BitSparsity
import IR
import TestSupport
import Testing

/// Fast pruning equals the definitions, and keeps what it promises, on any group.
@Suite struct GroupPruningTests {
  /// Groups by chance of every width, and those that rules turn on.
  static let groups: [[Int8]] = {
    var generator = SplitMix(7)
    var groups: [[Int8]] = [
      [0], [-128], [127], [-128, 127], [1, -1, 1, -1], [Int8](repeating: -128, count: 32),
      [Int8](repeating: 127, count: 17), [Int8](repeating: 5, count: 3), Array(-128...(-65)),
      Array(0...63), (0..<32).map { $0 % 2 == 0 ? 127 : -128 }, (0..<32).map { Int8($0) - 16 },
    ]
    for count in [1, 2, 3, 7, 8, 15, 16, 17, 24, 31, 32, 33, 48, 63, 64] {
      for shift in 0..<7 {
        let weights = (0..<count).map { _ in
          Int8(truncatingIfNeeded: Int8(truncatingIfNeeded: generator.next()) >> Int8(shift))
        }
        groups.append(weights)
        // The same around another centre.
        groups.append(weights.map { $0 / 2 &+ 40 })
      }
    }
    return groups
  }()

  @Test(arguments: 1...6, [true, false])
  func roundedAveragingIsItsDefinition(_ columns: Int, _ usesRedundant: Bool) throws {
    for group in Self.groups {
      let (weights, metadata) = RoundedAveraging.prune(
        group, columns: columns, redundantLimit: usesRedundant ? 3 : 0)
      let found = pruned(
        group, .roundedAveraging, columns, usesRedundantColumns: usesRedundant)
      #expect(found == weights)
      #expect(usesRedundant || metadata.redundantColumns == 0)
      // A weight moves by less than the step of the columns that were averaged.
      let low = columns - metadata.redundantColumns
      #expect(zip(group, weights).allSatisfy { abs(Int($0) - Int($1)) < 1 << max(low, 0) })
      if low <= 0 { #expect(group == weights) }
    }
  }

  @Test(arguments: 1...6, 4...6)
  func zeroPointShiftingIsItsDefinition(_ columns: Int, _ bits: Int) throws {
    let encoding = self.encoding(.zeroPointShifting, columns, bits)
    for usesRedundant in [true, false] {
      let rules = BitSparsePruner.shifting(encoding, usesRedundantColumns: usesRedundant)
      for group in Self.groups {
        let wanted = rules.prune(group)
        let found = pruned(
          group, .zeroPointShifting, columns, bits, usesRedundantColumns: usesRedundant)
        #expect(found.map { Int($0) } == wanted.weights)
        #expect(usesRedundant || wanted.metadata.redundantColumns == 0)
        // No shift at all is one of those that are tried.
        let unshifted = rules.candidate(group, shift: 0)
        #expect(wanted.error <= unshifted.error)
      }
    }
  }

  /// Where redundant columns are not counted, every group is stored with its low N columns dropped, and the
  /// weights of a group agree in these columns.
  @Test(arguments: 1...6, BitSparseEncoding.Method.allCases)
  func withoutRedundantColumnsEveryGroupLosesItsLowColumns(
    _ columns: Int, _ method: BitSparseEncoding.Method
  ) throws {
    let encoding = encoding(method, columns, 5)
    for group in Self.groups {
      let weights = pruned(group, method, columns, 5, usesRedundantColumns: false)
      let form = weights.withUnsafeBufferPointer { GroupForm($0, encoding) }
      #expect(form?.droppedColumns == columns)
      #expect(Set(weights.map { UInt8(bitPattern: $0) & ((1 << UInt8(columns)) - 1) }).count == 1)
    }
  }

  @Test(arguments: 1...6, 4...6)
  func publishedShiftingIsItsDefinition(_ columns: Int, _ bits: Int) throws {
    let rules = ZeroPointShifting(
      columns: columns, constantBits: bits, redundantLimit: 7, staysWithin8Bits: false)
    for group in Self.groups {
      let layout = try #require(WeightLayout([1, group.count], axis: 0))
      let found = PublishedPruning.prune(
        group, layout, method: .zeroPointShifting, columns: columns, group: 64,
        constantBits: bits)
      #expect(found?.map { Int($0) } == rules.prune(group).weights)
    }
  }

  /// Equal weights stay what they are but for the clip of −128, for one constant stands for all.
  @Test(arguments: 1...6)
  func equalWeightsKeepTheirMean(_ columns: Int) {
    for value in Int8.min...Int8.max {
      let group = [Int8](repeating: value, count: 16)
      #expect(pruned(group, .roundedAveraging, columns) == group)
    }
  }

  /// Channels that are sensitive, and other channels' neighbours, are not touched.
  @Test func sensitiveChannelsStay() throws {
    var generator = SplitMix(3)
    let shape = [5, 9, 2, 3]
    let weights = (0..<shape.reduce(1, *)).map { _ in Int8(truncatingIfNeeded: generator.next()) }
    let layout = try #require(WeightLayout(shape, axis: 0))
    var encoding = encoding(.zeroPointShifting, 4, 5)
    encoding.sensitive = [1, 4]
    var pruned = weights
    BitSparsePruner(encoding, threads: 2).prune(&pruned, layout)
    for channel in 0..<5 {
      let range = channel * 54..<(channel + 1) * 54
      #expect((pruned[range] == weights[range]) == encoding.sensitive.contains(channel))
    }
  }

  /// A matrix on the right of a product is pruned as its transposition on the left.
  @Test func columnsArePrunedAsRows() throws {
    var generator = SplitMix(5)
    let weights = (0..<40 * 6).map { _ in Int8(truncatingIfNeeded: generator.next()) }
    func transposed(_ matrix: [Int8]) -> [Int8] {
      (0..<240).map { matrix[$0 % 40 * 6 + $0 / 40] }
    }
    var rows = transposed(weights)
    var columns = weights
    let encoding = encoding(.zeroPointShifting, 3, 6)
    let left = try #require(WeightLayout([6, 40], axis: 0))
    let right = try #require(WeightLayout([40, 6], axis: 1))
    BitSparsePruner(encoding, threads: 1).prune(&rows, left)
    BitSparsePruner(encoding, threads: 1).prune(&columns, right)
    #expect(rows == transposed(columns))
  }

  private func encoding(
    _ method: BitSparseEncoding.Method, _ columns: Int, _ bits: Int
  ) -> BitSparseEncoding {
    BitSparseEncoding(
      method: method, columns: columns, group: 64, constantBits: bits, axis: 0, sensitive: [])
  }

  private func pruned(
    _ group: [Int8], _ method: BitSparseEncoding.Method, _ columns: Int, _ bits: Int = 6,
    usesRedundantColumns: Bool = true
  ) -> [Int8] {
    guard let layout = WeightLayout([1, group.count], axis: 0) else { return [] }
    var weights = group
    BitSparsePruner(
      encoding(method, columns, bits), usesRedundantColumns: usesRedundantColumns, threads: 1
    ).prune(&weights, layout)
    return weights
  }
}
