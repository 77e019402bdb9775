/// Damages bytes, the same way for the same seed.
package struct ByteMutator {
  private var state: UInt64

  /// Starts the stream of damages of a seed.
  package init(seed: Int) {
    state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 | 1
  }

  private mutating func random(below limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int((state >> 11) % UInt64(max(limit, 1)))
  }

  /// The bytes with one to four damages: bits flipped, a byte or a word replaced, a stretch dropped,
  /// doubled or moved, or the end cut off.
  ///
  /// Half of the damages fall on the first and the last 4,096 bytes, where structure is.
  package mutating func damage(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...random(below: 4) where !bytes.isEmpty {
      let position = place(bytes.count)
      let length = min(1 + random(below: 16), bytes.count - position)
      switch random(below: 8) {
      case 0: bytes[position] ^= 1 << UInt8(random(below: 8))
      case 1, 2: bytes[position] = UInt8(random(below: 256))
      case 3: for index in position..<position + length { bytes[index] = 0xFF }
      case 4: bytes.removeSubrange(position..<position + length)
      case 5: bytes.insert(contentsOf: bytes[position..<position + length], at: position)
      case 6:
        let other = place(bytes.count - length + 1)
        bytes.replaceSubrange(
          other..<other + length, with: Array(bytes[position..<position + length]))
      default: bytes.removeSubrange((random(below: 3) == 0 ? position : bytes.count - 1)...)
      }
    }
    return bytes
  }

  private mutating func place(_ count: Int) -> Int {
    let edge = min(4096, count)
    switch random(below: 4) {
    case 0: return random(below: edge)
    case 1: return max(0, count - 1 - random(below: edge))
    default: return random(below: count)
    }
  }
}
