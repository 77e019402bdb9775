/// Writes flatbuffers as tests need them: every field takes four bytes, and what a table refers to
/// stands behind it.
struct FlatWriter {
  /// The value of a field.
  indirect enum Field {
    case integer(Int)
    case number(Float)
    case text(String)
    case int32s([Int])
    case int64s([Int])
    case floats([Float])
    case bytes([UInt8])
    case table([Int: Field])
    case tables([[Int: Field]])
  }

  private(set) var bytes: [UInt8] = []

  /// A file whose root table has these fields.
  static func file(_ identifier: String, _ root: [Int: Field]) -> [UInt8] {
    var writer = FlatWriter()
    writer.bytes = [0, 0, 0, 0] + Array(identifier.utf8)
    writer.write(.table(root), referredFrom: 0)
    return writer.bytes
  }

  /// Writes what a field refers to, and its distance where the field stands.
  private mutating func write(_ field: Field, referredFrom place: Int) {
    while bytes.count % 8 != 4 { bytes.append(0) }
    switch field {
    case .integer(let value): set(Int32(truncatingIfNeeded: value), at: place)
    case .number(let value): set(Int32(bitPattern: value.bitPattern), at: place)
    case .text(let text): vector(Array(text.utf8), place)
    case .bytes(let list): vector(list, place)
    case .int32s(let list): vector(list.map { Int32(truncatingIfNeeded: $0) }, place)
    case .int64s(let list): vector(list.map { Int64($0) }, place)
    case .floats(let list): vector(list.map(\.bitPattern), place)
    case .tables(let list):
      refer(from: place)
      append(Int32(list.count))
      let first = bytes.count
      for _ in list { append(Int32(0)) }
      for (index, table) in list.enumerated() {
        write(.table(table), referredFrom: first + 4 * index)
      }
    case .table(let fields):
      let count = (fields.keys.max() ?? -1) + 1
      let vtable = bytes.count
      append(Int16(4 + 2 * count))
      append(Int16(4 + 4 * count))
      for slot in 0..<count { append(Int16(fields[slot] == nil ? 0 : 4 + 4 * slot)) }
      while bytes.count % 4 != 0 { bytes.append(0) }
      refer(from: place)
      let start = bytes.count
      append(Int32(start - vtable))
      for _ in 0..<count { append(Int32(0)) }
      for (slot, value) in fields.sorted(by: { $0.key < $1.key }) {
        write(value, referredFrom: start + 4 + 4 * slot)
      }
    }
  }

  private mutating func vector(_ elements: [some FixedWidthInteger], _ place: Int) {
    refer(from: place)
    append(Int32(elements.count))
    for element in elements { append(element) }
  }

  private mutating func refer(from place: Int) { set(Int32(bytes.count - place), at: place) }

  private mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func set(_ value: Int32, at place: Int) {
    withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(place..<place + 4, with: $0) }
  }
}
