/// The features that were written, a bit each.
package struct WrittenFeatures: Sendable {
  private let count: Int
  private var words: [UInt64]

  /// Starts with none of `count` features.
  package init(count: Int) {
    self.count = count
    words = Array(repeating: 0, count: (count + 63) / 64)
  }

  /// Adds a range; what is behind the last feature is left out.
  package mutating func add(_ range: Range<Int>) {
    let range = range.clamped(to: 0..<count)
    guard !range.isEmpty else { return }
    for word in range.lowerBound / 64...(range.upperBound - 1) / 64 {
      words[word] |= Self.bits(of: range, in: word)
    }
  }

  /// Adds the outputs of a layer, without its gaps.
  package mutating func add(outputsOf layer: LayerDescriptor) {
    guard layer.outputs > 0 else { return }
    let end = min(layer.destination + layer.outputExtent, count)
    for place in stride(from: layer.destination, to: end, by: layer.outputStride) {
      add(place..<place + layer.outputs)
    }
  }

  /// Whether all of a range was written.
  package func contains(_ range: Range<Int>) -> Bool {
    guard !range.isEmpty else { return true }
    guard range.lowerBound >= 0, range.upperBound <= count else { return false }
    return (range.lowerBound / 64...(range.upperBound - 1) / 64).allSatisfy { word in
      Self.bits(of: range, in: word) & ~words[word] == 0
    }
  }

  /// The bits of a word that a range covers, of which there is at least one.
  private static func bits(of range: Range<Int>, in word: Int) -> UInt64 {
    let first = max(range.lowerBound - 64 * word, 0)
    let end = min(range.upperBound - 64 * word, 64)
    return ~0 << first & ~0 >> (64 - end)
  }
}
