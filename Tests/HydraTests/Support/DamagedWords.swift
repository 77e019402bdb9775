/// What may happen to the words of a bitstream.
enum DamagedWords {
  /// Every bit flipped, every truncation, and every exchange of neighbours.
  static func all(_ words: [UInt32]) -> [[UInt32]] {
    var damaged: [[UInt32]] = []
    for position in words.indices {
      for bit in 0..<32 {
        var copy = words
        copy[position] ^= 1 << UInt32(bit)
        damaged.append(copy)
      }
      damaged.append(Array(words[..<position]))
      if position + 1 < words.count {
        var copy = words
        copy.swapAt(position, position + 1)
        damaged.append(copy)
      }
    }
    return damaged
  }
}
