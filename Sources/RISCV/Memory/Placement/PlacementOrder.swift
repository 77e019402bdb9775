/// What bodies are sorted by before they are placed one after the other.
struct PlacementOrder {
  /// A property by which larger bodies come first.
  enum Key: CaseIterable {
    /// The bytes.
    case height
    /// The steps.
    case length
    /// Bytes times steps.
    case area
    /// The most bytes that are live in any of its sections.
    case pressure
    /// The number of bodies that it meets.
    case degree
    /// The last section.
    case end
    /// The first section, the earliest first.
    case start
  }

  /// The value of each key for each body.
  private let values: [Key: [Double]]
  private let count: Int

  /// Measures some bodies.
  init(_ bodies: MemoryBodies, _ pairs: BodyPairs) {
    count = bodies.count
    var live = [Int](repeating: 0, count: bodies.sectionCount)
    for piece in bodies.pieces {
      for section in piece.sections { live[section] += piece.top - piece.bottom }
    }
    var values: [Key: [Double]] = [:]
    values[.height] = bodies.heights.map { Double($0) }
    values[.length] = bodies.lengths.map { Double($0) }
    values[.area] = zip(bodies.heights, bodies.lengths).map { Double($0) * Double($1) }
    values[.pressure] = bodies.spans.map { Double(live[$0].max() ?? 0) }
    values[.degree] = (0..<count).map { Double(pairs.starts[$0 + 1] - pairs.starts[$0]) }
    values[.end] = bodies.spans.map { Double($0.upperBound) }
    values[.start] = bodies.spans.map { -Double($0.lowerBound) }
    self.values = values
  }

  /// The bodies by some keys, the first of which counts most.
  ///
  /// - Parameter noise: the largest part by which a value is raised at random, for each key.
  func bodies(by keys: [Key], noise: [Double] = [], _ random: inout SeededGenerator) -> [Int] {
    let columns = keys.enumerated().map { index, key in
      let values = values[key] ?? []
      guard index < noise.count, noise[index] > 0 else { return values }
      return values.map { $0 * (1 + noise[index] * random.unit()) }
    }
    return (0..<count).sorted { a, b in
      for column in columns where column[a] != column[b] { return column[a] > column[b] }
      return a < b
    }
  }
}

/// Numbers that follow from a seed alone: SplitMix64 of Steele, Lea and Flood.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  /// Starts the stream of a seed.
  init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from zero to less than one.
  mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }

  /// A whole number from zero to less than `limit`, which is positive.
  mutating func index(below limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
