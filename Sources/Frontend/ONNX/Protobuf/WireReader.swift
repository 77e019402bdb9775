import Basic

/// Reads the fields of one protobuf message, each checked to lie in it.
///
/// The bytes are those of the whole file, so that every position is an offset in it. Source: the
/// encoding chapter of the protobuf documentation, protobuf.dev/programming-guides/encoding.
struct WireReader {
  /// How a field is encoded.
  enum WireType: UInt8 {
    case varint = 0
    case fixed64 = 1
    case bytes = 2
    case fixed32 = 5
  }

  /// The head of a field.
  struct Field {
    /// The number by which the format knows it.
    let number: Int
    /// How it is encoded.
    let type: WireType
    /// Where it starts, in bytes from the start of the file.
    let offset: Int
  }

  /// The most messages that may lie in each other: more than any model needs, and few enough for
  /// the stack of a thread.
  static let depthLimit = 100

  /// The bytes of the file.
  let bytes: UnsafeRawBufferPointer

  /// Where the next byte is read, in bytes from the start of the file.
  private(set) var position: Int

  /// Where the message ends.
  let end: Int

  /// How many messages this one lies in.
  private let depth: Int

  /// Reads the message that takes all of `bytes`.
  init(_ bytes: UnsafeRawBufferPointer) {
    self.init(bytes, 0..<bytes.count, depth: 0)
  }

  private init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, depth: Int) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
    self.depth = depth
  }

  /// The head of the next field, or `nil` at the end of the message.
  mutating func next() throws(DataFault) -> Field? {
    guard position < end else { return nil }
    let offset = position
    let key = try rawVarint()
    let (number, code) = (key >> 3, UInt8(key & 7))
    guard number > 0, number < 1 << 29 else {
      throw DataFault(ONNXRules.wire, "there is no field of number \(number)", at: offset)
    }
    guard let type = WireType(rawValue: code) else {
      let what = code == 3 || code == 4 ? "a group, which ONNX has none of" : "unknown"
      throw DataFault(
        ONNXRules.wire, "the wire type \(code) of field \(number) is \(what)", at: offset)
    }
    return Field(number: Int(number), type: type, offset: offset)
  }

  /// Moves past the contents of `field`.
  mutating func skip(_ field: Field) throws(DataFault) {
    switch field.type {
    case .varint: _ = try rawVarint()
    case .fixed32: _ = try fixed(4)
    case .fixed64: _ = try fixed(8)
    case .bytes: _ = try bytes(field)
    }
  }

  /// The number that `field` holds as a variable-length integer.
  mutating func varint(_ field: Field) throws(DataFault) -> UInt64 {
    try require(.varint, field)
    return try rawVarint()
  }

  /// The signed 64-bit integer of `field`.
  mutating func integer(_ field: Field) throws(DataFault) -> Int64 {
    Int64(bitPattern: try varint(field))
  }

  /// The signed 64-bit integer of `field`, as a count or version.
  mutating func int(_ field: Field) throws(DataFault) -> Int { Int(try integer(field)) }

  /// The range of the contents of `field`, which is of variable length.
  mutating func bytes(_ field: Field) throws(DataFault) -> Range<Int> {
    try require(.bytes, field)
    let start = position
    let length = try rawVarint()
    guard length <= UInt64(end - position) else {
      throw DataFault(
        ONNXRules.wire,
        "field \(field.number) claims \(length) bytes but \(end - position) remain", at: start)
    }
    let range = position..<position + Int(length)
    position = range.upperBound
    return range
  }

  /// The range of `count` bytes of fixed width.
  mutating func fixed(_ count: Int) throws(DataFault) -> Range<Int> {
    guard count <= end - position else {
      throw DataFault(
        ONNXRules.wire, "a number of \(count) bytes is cut off after \(end - position)",
        at: position)
    }
    defer { position += count }
    return position..<position + count
  }

  /// A reader of the message that `field` holds.
  mutating func message(_ field: Field) throws(DataFault) -> WireReader {
    let range = try bytes(field)
    guard depth < Self.depthLimit else {
      throw DataFault(
        ONNXRules.wire, "messages are nested more than \(Self.depthLimit) deep", at: field.offset)
    }
    return WireReader(bytes, range, depth: depth + 1)
  }

  /// A reader of a stretch of the same message.
  func subrange(_ range: Range<Int>) -> WireReader { WireReader(bytes, range, depth: depth) }

  /// Refuses `field` unless it is encoded as the format says.
  func require(_ type: WireType, _ field: Field) throws(DataFault) {
    guard field.type == type else {
      throw DataFault(
        ONNXRules.wire,
        "field \(field.number) has the wire type \(field.type) where the format has \(type)",
        at: field.offset)
    }
  }

  /// A variable-length integer: seven bits a byte, least significant first.
  mutating func rawVarint() throws(DataFault) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < end {
      let byte = bytes[position]
      position += 1
      // The tenth byte holds only the last of the 64 bits.
      guard shift < 63 || byte <= 1 else {
        throw DataFault(ONNXRules.wire, "a number has more than 64 bits", at: start)
      }
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
    }
    throw DataFault(ONNXRules.wire, "a number is cut off", at: start)
  }
}
