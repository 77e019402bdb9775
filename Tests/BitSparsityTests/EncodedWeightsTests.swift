import BitSparsity
import IR
import TestSupport
import Testing

/// What is stored of pruned weights gives them back, and serves to compute with.
@Suite struct EncodedWeightsTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let shape: [Int]
    let encoding: BitSparseEncoding
    var testDescription: String { "\(shape) \(encoding)" }

    /// Weights whose channels have different widths, pruned.
    func weights(_ seed: Int) throws -> [Int8] {
      var generator = SplitMix(seed)
      var weights = (0..<shape.reduce(1, *)).map { index in
        let byte = Int8(truncatingIfNeeded: Int(truncatingIfNeeded: generator.next()))
        return byte >> Int8(index / 37 % 5)
      }
      let layout = try #require(WeightLayout(shape, axis: encoding.axis))
      BitSparsePruner(encoding, threads: 2).prune(&weights, layout)
      return weights
    }
  }

  static let cases: [Case] = {
    var cases: [Case] = []
    let shapes: [(shape: [Int], axis: Int)] = [
      ([6, 64], 0), ([3, 5, 3, 3], 0), ([4, 40, 1, 2], 0), ([70, 8], 1), ([2, 1, 5, 5], 0),
    ]
    for method in BitSparseEncoding.Method.allCases {
      for columns in 1...6 {
        for (index, (shape, axis)) in shapes.enumerated() {
          let encoding = BitSparseEncoding(
            method: method, columns: columns, group: [16, 32, 64][index % 3],
            constantBits: 4 + columns % 3, axis: axis, sensitive: index == 0 ? [1, 4] : [])
          cases.append(Case(shape: shape, encoding: encoding))
        }
      }
    }
    return cases
  }()

  @Test(arguments: cases)
  func decodingGivesTheWeightsBack(_ example: Case) throws {
    let weights = try example.weights(1)
    let encoded = try EncodedWeights(weights, shape: example.shape, example.encoding)
    #expect(encoded.decoded() == weights)
    let read = try EncodedWeights(file: encoded.file)
    #expect(read == encoded)
    let layout = try #require(WeightLayout(example.shape, axis: example.encoding.axis))
    #expect(encoded.bytes.count == EncodedWeights.byteCount(example.encoding, layout))
  }

  /// Pruning what is pruned changes nothing that could be seen: its form is there already.
  @Test(arguments: cases)
  func everyProductIsThatOfTheWeights(_ example: Case) throws {
    let weights = try example.weights(2)
    let encoded = try EncodedWeights(weights, shape: example.shape, example.encoding)
    var generator = SplitMix(9)
    for group in encoded.groups() {
      let activations = group.weights.map { _ in
        Int(Int8(truncatingIfNeeded: Int(truncatingIfNeeded: generator.next())))
      }
      let wanted = zip(group.weights, activations).reduce(0) { $0 + Int($1.0) * $1.1 }
      #expect(group.stored.product(activations) == wanted)
    }
  }

  @Test func weightsWithoutTheFormAreRefused() throws {
    let encoding = BitSparseEncoding(
      method: .roundedAveraging, columns: 4, group: 16, constantBits: 6, axis: 0, sensitive: [])
    var weights = [Int8](repeating: 0, count: 64)
    weights[35] = -127
    weights[36] = 1
    #expect(throws: EncodedWeights.NoForm.self) {
      try EncodedWeights(weights, shape: [2, 32], encoding)
    }
  }

  @Test func damagedBytesAreRefusedWithTheirPlace() throws {
    let example = Self.cases[0]
    let file = try EncodedWeights(
      try example.weights(1), shape: example.shape, example.encoding
    ).file
    for length in 0..<file.count {
      #expect(throws: EncodedWeights.Damage.self) {
        try EncodedWeights(file: Array(file.prefix(length)))
      }
    }
    var mutator = ByteMutator(seed: 1)
    for _ in 0..<2000 {
      let damaged = mutator.damage(file)
      if let read = try? EncodedWeights(file: damaged) {
        // What can be read is the file of something.
        #expect(read.file == damaged && read.decoded().count == read.shape.reduce(1, *))
      }
    }
  }

  @Test func bitsAreThoseOfThePaper() throws {
    // Table of section 1.10: groups of 32, no sensitive channels.
    let layout = try #require(WeightLayout([64, 64, 3, 3], axis: 0))
    for (columns, plain, stored) in [(2, 6.0, 6.25), (4, 4.0, 4.25)] {
      let encoding = BitSparseEncoding(
        method: .roundedAveraging, columns: columns, group: 32, constantBits: 6, axis: 0,
        sensitive: [])
      let bits = StorageBits(encoding, layout)
      #expect(bits.bitsAWeight == plain && bits.storedBitsAWeight == stored)
    }
  }
}
