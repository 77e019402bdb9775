import Basic

/// Splits ONNX text into tokens; `#` starts a comment that ends with the line.
struct ONNXTextLexer {
  /// A fault found on the way to a token.
  struct Fault: Error {
    let reason: String
    let range: Range<Int>
  }

  /// The text as UTF-8.
  let bytes: [UInt8]

  /// Where the next token is looked for.
  private var position = 0

  /// Starts at the beginning of a text.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // Some editors put a byte order mark before the text.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  private func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

  /// The next token; after a fault the lexer stands behind what is wrong.
  mutating func next() throws(Fault) -> ONNXTextToken {
    let startsLine = skipSpace()
    let start = position
    let kind = try scan()
    return ONNXTextToken(kind: kind, range: start..<position, startsLine: startsLine)
  }

  /// Moves past space and comments; says whether a line was begun.
  private mutating func skipSpace() -> Bool {
    var startsLine = position == 0
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\n"):
        startsLine = true
        position += 1
      case 0x20, 0x09, 0x0B, 0x0C, 0x0D: position += 1
      case UInt8(ascii: "#"):
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      default: return startsLine
      }
    }
    return startsLine
  }

  private mutating func scan() throws(Fault) -> ONNXTextToken.Kind {
    let start = position
    guard start < bytes.count else { return .end }
    let first = bytes[start]
    if Self.startsIdentifier(first) {
      skipIdentifier()
      return .identifier
    }
    if Self.isDigit(first) { return try scanNumber(from: start) }
    if first == UInt8(ascii: "\"") { return try scanString() }
    position += 1
    if first == UInt8(ascii: "-") {
      if Self.isDigit(byte(position)) { return try scanNumber(from: start) }
      if Self.startsIdentifier(byte(position)) { return try scanSignedWord(from: start) }
    }
    if first == UInt8(ascii: "="), byte(position) == UInt8(ascii: ">") {
      position += 1
      return .arrow
    }
    if "<>(){}[]=,:.@?".utf8.contains(first) { return .mark(first) }
    while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
    let character = String(decoding: bytes[start..<position], as: UTF8.self)
    throw Fault(reason: "unexpected character '\(character)'", range: start..<position)
  }

  private mutating func skipIdentifier() {
    while position < bytes.count, Self.continuesIdentifier(bytes[position]) { position += 1 }
  }

  private mutating func skipDigits() {
    while position < bytes.count, Self.isDigit(bytes[position]) { position += 1 }
  }

  private mutating func scanString() throws(Fault) -> ONNXTextToken.Kind {
    let start = position
    position += 1
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return .string
      case UInt8(ascii: "\\"): position += 2
      default: position += 1
      }
    }
    position = bytes.count
    throw Fault(reason: "the string does not end", range: start..<start + 1)
  }

  private mutating func scanNumber(from start: Int) throws(Fault) -> ONNXTextToken.Kind {
    skipDigits()
    var kind = ONNXTextToken.Kind.integer
    if byte(position) == UInt8(ascii: ".") {
      kind = .float
      position += 1
      skipDigits()
    }
    if byte(position) | 0x20 == UInt8(ascii: "e") {
      kind = .float
      position += 1
      if [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(byte(position)) { position += 1 }
      guard Self.isDigit(byte(position)) else {
        throw Fault(reason: "the exponent has no digits", range: start..<position)
      }
      skipDigits()
    }
    return kind
  }

  private mutating func scanSignedWord(from start: Int) throws(Fault) -> ONNXTextToken.Kind {
    skipIdentifier()
    guard FloatText.isSpecial(bytes[(start + 1)..<position]) else {
      throw Fault(reason: "'-' stands before what is no number", range: start..<position)
    }
    return .float
  }

  private static func startsIdentifier(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  private static func continuesIdentifier(_ byte: UInt8) -> Bool {
    startsIdentifier(byte) || isDigit(byte)
  }

  /// Whether `text` can stand as an identifier without quotes.
  static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.utf8.first, startsIdentifier(first) else { return false }
    return text.utf8.allSatisfy(continuesIdentifier)
  }
}
