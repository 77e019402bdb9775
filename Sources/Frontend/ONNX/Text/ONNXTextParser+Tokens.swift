import Basic

extension ONNXTextParser {
  /// Moves past the mark `character` if it stands here.
  mutating func accept(_ character: Character) -> Bool {
    guard current.isMark(character) else { return false }
    advance()
    return true
  }

  /// Moves past the mark `character`, which must stand here.
  mutating func expect(_ character: Character, _ context: String) throws(Failure) {
    guard current.isMark(character) else { throw fail("expected '\(character)' \(context)") }
    guard brackets.count < Self.depthLimit else {
      throw fail("there are more than \(Self.depthLimit) open brackets", found: false)
    }
    advance()
  }

  /// The text of an identifier, or `nil` if the token is none.
  func word(_ token: ONNXTextToken) -> String? {
    token.kind == .identifier ? String(decoding: slice(token), as: UTF8.self) : nil
  }

  /// An identifier, which must stand here.
  mutating func identifier(_ what: String) throws(Failure) -> String {
    guard let word = word(current) else { throw fail("expected \(what)") }
    advance()
    return word
  }

  /// Identifiers joined by dots, which must stand here.
  mutating func qualifiedIdentifier(_ what: String) throws(Failure) -> [String] {
    var parts = [try identifier(what)]
    while accept(".") { parts.append(try identifier("a name after '.'")) }
    return parts
  }

  /// An identifier or a string that stands for one.
  mutating func name(_ what: String) throws(Failure) -> String {
    if current.kind == .string { return try string(what) }
    return try identifier(what)
  }

  /// A string, which must stand here, as bytes without quotes and escapes.
  mutating func stringBytes(_ what: String) throws(Failure) -> [UInt8] {
    guard current.kind == .string else { throw fail("expected \(what) in double quotes") }
    let contents = slice(advance()).dropFirst().dropLast()
    guard contents.contains(UInt8(ascii: "\\")) else { return Array(contents) }
    var result: [UInt8] = []
    var isEscaped = false
    for byte in contents {
      if byte == UInt8(ascii: "\\"), !isEscaped {
        isEscaped = true
      } else {
        result.append(byte)
        isEscaped = false
      }
    }
    return result
  }

  /// A string, which must stand here, as text.
  mutating func string(_ what: String) throws(Failure) -> String {
    // The text is UTF-8, and only whole characters are taken out of it.
    String(decoding: try stringBytes(what), as: UTF8.self)
  }

  /// Entries between brackets, separated by commas; the opening bracket stands here.
  ///
  /// A fault in an entry is passed over up to the next one.
  mutating func list(
    _ open: Character, _ close: Character, _ context: String,
    _ entry: (inout ONNXTextParser) throws(Failure) -> Void
  ) throws(Failure) {
    try expect(open, context)
    if accept(close) { return }
    let depth = brackets.count
    repeat {
      do throws(Failure) {
        try entry(&self)
      } catch {
        guard skip(toEntryAt: depth, or: close) else { throw error }
      }
    } while accept(",")
    guard accept(close) else { throw fail("expected ',' or '\(close)' \(context)") }
  }

  /// Skips to the comma or the closing bracket of the list at `depth`; `false` if the nodes of a
  /// graph, or their end, come before it.
  private mutating func skip(toEntryAt depth: Int, or close: Character) -> Bool {
    while current.kind != .end, brackets.count >= depth {
      if brackets.count == depth {
        if current.isMark(",") || current.isMark(close) { return true }
        if current.isMark("{") || current.isMark("}") { return false }
      }
      advance()
    }
    return false
  }
}
