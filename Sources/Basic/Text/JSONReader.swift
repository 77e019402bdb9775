/// A fault in a JSON text.
package struct JSONError: Error, Sendable, Equatable {
  /// Where, in bytes from the start.
  package let offset: Int

  /// What is wrong.
  package let reason: String

  /// Makes a fault.
  package init(offset: Int, reason: String) {
    self.offset = offset
    self.reason = reason
  }
}

/// Reads JSON (RFC 8259) strictly: no trailing commas, no comments, no duplicate names.
package struct JSONReader {
  private let bytes: UnsafeRawBufferPointer
  private var offset = 0
  private var depth = 0

  private init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// Reads the one value that `bytes` hold.
  package static func read(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONValue {
    var reader = JSONReader(bytes)
    let value = try reader.value()
    reader.skipSpace()
    guard reader.offset == bytes.count else { throw reader.fault("text after the value") }
    return value
  }

  /// Reads the one value that `text` holds.
  package static func read(_ text: String) throws(JSONError) -> JSONValue {
    try read(Array(text.utf8))
  }

  /// Reads the one value that the UTF-8 text in `bytes` holds.
  package static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    do {
      return try bytes.withUnsafeBytes { try read($0) }
    } catch {
      throw error as? JSONError ?? JSONError(offset: 0, reason: "\(error)")
    }
  }

  private func fault(_ reason: String) -> JSONError { JSONError(offset: offset, reason: reason) }

  private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func skipSpace() {
    while let byte = current, byte == 32 || (9...10).contains(byte) || byte == 13 { offset += 1 }
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard current == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(JSONError) {
    guard accept(character) else { throw fault("expected '\(character)'") }
  }

  private mutating func value() throws(JSONError) -> JSONValue {
    skipSpace()
    guard let byte = current else { throw fault("the text ends where a value is expected") }
    switch byte {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), 48...57: return try number()
    default: break
    }
    for (word, value) in [("true", JSONValue.bool(true)), ("false", .bool(false)), ("null", .null)]
    where bytes[offset...].starts(with: word.utf8) {
      offset += word.utf8.count
      return value
    }
    throw fault("expected a value")
  }

  private mutating func nested(_ body: (inout JSONReader) throws(JSONError) -> JSONValue)
    throws(JSONError) -> JSONValue
  {
    // A bound keeps a hostile text from exhausting the stack.
    guard depth < 128 else { throw fault("nested more than 128 deep") }
    depth += 1
    offset += 1
    let value = try body(&self)
    depth -= 1
    return value
  }

  private mutating func object() throws(JSONError) -> JSONValue {
    try nested { (reader) throws(JSONError) in
      var members: [JSONValue.Member] = []
      var names: Set<String> = []
      if reader.accept("}") { return .object([]) }
      repeat {
        reader.skipSpace()
        guard reader.current == UInt8(ascii: "\"") else { throw reader.fault("expected a name") }
        let start = reader.offset
        let name = try reader.string()
        guard names.insert(name).inserted else {
          throw JSONError(offset: start, reason: "the name '\(name)' stands twice")
        }
        try reader.expect(":")
        members.append(.init(name, try reader.value()))
      } while reader.accept(",")
      try reader.expect("}")
      return .object(members)
    }
  }

  private mutating func array() throws(JSONError) -> JSONValue {
    try nested { (reader) throws(JSONError) in
      var elements: [JSONValue] = []
      if reader.accept("]") { return .array([]) }
      repeat { elements.append(try reader.value()) } while reader.accept(",")
      try reader.expect("]")
      return .array(elements)
    }
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = offset
    let allowed = Array("+-.eE0123456789".utf8)
    while let byte = current, allowed.contains(byte) { offset += 1 }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let hasLeadingZero = digits.hasPrefix("0") && digits.dropFirst().first?.isNumber == true
    // The one form left that Double reads and JSON does not have: no digit after the point.
    let hasBarePoint = text.contains(".e") || text.contains(".E")
    if !hasLeadingZero, !hasBarePoint, digits.first?.isNumber == true, digits.last?.isNumber == true
    {
      if let value = Int(text) { return .integer(value) }
      if let value = Double(text), value.isFinite { return .number(value) }
    }
    throw JSONError(offset: start, reason: "'\(text)' is not a number")
  }

  private mutating func string() throws(JSONError) -> String {
    offset += 1
    var content: [UInt8] = []
    while let byte = current {
      offset += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else {
          throw fault("the string is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): try escape(into: &content)
      case 0..<32: throw fault("a control character in a string")
      default: content.append(byte)
      }
    }
    throw fault("the string does not end")
  }

  private mutating func escape(into content: inout [UInt8]) throws(JSONError) {
    guard let byte = current else { throw fault("the string does not end") }
    offset += 1
    let simple: [UInt8: UInt8] = [
      UInt8(ascii: "\""): 34, UInt8(ascii: "\\"): 92, UInt8(ascii: "/"): 47,
      UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
      UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
    ]
    if let plain = simple[byte] {
      content.append(plain)
      return
    }
    guard byte == UInt8(ascii: "u") else { throw fault("an unknown escape") }
    var unit = try hexadecimal()
    if (0xD800..<0xDC00).contains(unit) {
      guard bytes[offset...].starts(with: "\\u".utf8) else { throw fault("half a surrogate pair") }
      offset += 2
      let low = try hexadecimal()
      guard (0xDC00..<0xE000).contains(low) else { throw fault("half a surrogate pair") }
      unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(unit) else { throw fault("half a surrogate pair") }
    content.append(contentsOf: String(Character(scalar)).utf8)
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    let digits = String(decoding: bytes[offset...].prefix(4), as: UTF8.self)
    // UInt32 would also read a sign.
    guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit),
      let unit = UInt32(digits, radix: 16)
    else { throw fault("expected four hexadecimal digits") }
    offset += 4
    return unit
  }
}
