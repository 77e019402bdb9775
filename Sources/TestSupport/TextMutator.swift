/// Damages texts, the same way for the same seed.
package struct TextMutator {
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

  /// The text with one to three damages: a byte replaced, or a token dropped, doubled, or put in
  /// the place of another.
  package mutating func damage(_ text: String) -> String {
    var text = text
    for _ in 0...random(below: 3) {
      text = random(below: 3) == 0 ? damageByte(text) : damageToken(text)
    }
    return text
  }

  private mutating func damageByte(_ text: String) -> String {
    var bytes = Array(text.utf8)
    guard !bytes.isEmpty else { return text }
    let position = random(below: bytes.count)
    switch random(below: 3) {
    case 0: bytes[position] = UInt8(random(below: 256))
    case 1: bytes.remove(at: position)
    default: bytes[position] = bytes[random(below: bytes.count)]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func damageToken(_ text: String) -> String {
    var tokens = Self.tokens(text)
    guard !tokens.isEmpty else { return text }
    let position = random(below: tokens.count)
    switch random(below: 4) {
    case 0: tokens.remove(at: position)
    case 1: tokens.insert(tokens[position], at: position)
    case 2: tokens[position] = tokens[random(below: tokens.count)]
    default: tokens[position] = Self.oddities[random(below: Self.oddities.count)]
    }
    return tokens.joined()
  }

  private static let oddities = [
    "0", "-1", "1", "2", "7", "-2147483648", "2147483647", "-9223372036854775808", "1e308",
    "-1e-320", "nan", "inf", "\"", "[]", "()", "{", "}", "i4", "i8", "u8", "i32", "f16", "bool",
    "[0]", "[1, 1]", "quantized", "true", "\u{301}", "é", "\r\n",
  ]

  /// Words, spaces and marks, which joined give the text again.
  private static func tokens(_ text: String) -> [String] {
    var tokens: [String] = []
    var wasWord = false
    for character in text {
      let isWord = character.isLetter || character.isNumber || character == "_"
      if isWord, wasWord, let last = tokens.indices.last {
        tokens[last].append(character)
      } else {
        tokens.append(String(character))
      }
      wasWord = isWord
    }
    return tokens
  }
}
