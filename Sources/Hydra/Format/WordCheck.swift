/// The cyclic redundancy check of bitstreams: CRC-32/ISO-HDLC over the little-endian bytes of words.
///
/// Polynomial EDB88320 reflected, initial value and final exclusive-or FFFFFFFF.
package struct WordCheck: Sendable {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { remainder, _ in
      remainder & 1 == 0 ? remainder >> 1 : (remainder >> 1) ^ 0xEDB8_8320
    }
  }

  private var remainder = ~UInt32(0)

  /// Starts a check over nothing.
  package init() {}

  /// Takes in a word.
  package mutating func include(_ word: UInt32) {
    var value = remainder ^ word
    for _ in 0..<4 { value = Self.table[Int(value & 255)] ^ (value >> 8) }
    remainder = value
  }

  /// The check of what was taken in.
  package var value: UInt32 { ~remainder }

  /// The check of some words.
  package static func of(_ words: some Sequence<UInt32>) -> UInt32 {
    var check = WordCheck()
    for word in words { check.include(word) }
    return check.value
  }
}
