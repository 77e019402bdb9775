/// Writes the fields of protobuf messages.
struct WireWriter {
  /// What was written.
  private(set) var bytes: [UInt8] = []

  /// Makes room for `count` bytes.
  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var result: [UInt8] = []
    var rest = value
    while rest >= 0x80 {
      result.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    result.append(UInt8(truncatingIfNeeded: rest))
    return result
  }

  private mutating func addKey(_ number: Int, _ type: WireReader.WireType) {
    bytes += Self.varint(UInt64(number) << 3 | UInt64(type.rawValue))
  }

  /// Writes a signed integer.
  mutating func add(_ number: Int, _ value: Int64) {
    addKey(number, .varint)
    bytes += Self.varint(UInt64(bitPattern: value))
  }

  /// Writes a signed integer.
  mutating func add(_ number: Int, _ value: Int) { add(number, Int64(value)) }

  /// Writes a `float`.
  mutating func add(_ number: Int, _ value: Float) {
    addKey(number, .fixed32)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Writes bytes.
  mutating func add(_ number: Int, _ contents: some Collection<UInt8>) {
    addKey(number, .bytes)
    bytes += Self.varint(UInt64(contents.count))
    bytes += contents
  }

  /// Writes a text.
  mutating func add(_ number: Int, _ text: String) { add(number, text.utf8) }

  /// Writes a text unless it is empty.
  mutating func addUnlessEmpty(_ number: Int, _ text: String) {
    if !text.isEmpty { add(number, text) }
  }

  /// Writes the message that `body` fills.
  mutating func add(_ number: Int, message body: (inout WireWriter) -> Void) {
    addKey(number, .bytes)
    let start = bytes.count
    body(&self)
    // The length is known only now, and moves what stands behind it.
    bytes.insert(contentsOf: Self.varint(UInt64(bytes.count - start)), at: start)
  }
}
