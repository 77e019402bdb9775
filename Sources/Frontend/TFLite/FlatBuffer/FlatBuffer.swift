import Basic
import Operators

/// The bytes of a flatbuffer, in which every offset and length is checked before it is followed.
///
/// Offsets lead forward only, except from a table to its vtable, so no chain of them has a cycle.
/// Since many offsets may lead to one place, what is read is counted: a file cannot make its reader
/// work longer than its size allows.
struct FlatBuffer {
  /// The whole file.
  let bytes: UnsafeRawBufferPointer

  /// The bytes that may still be read.
  private var allowance: Int

  /// Reads from `bytes`, which stay valid as long as this value is used.
  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    // Every byte once, and shared names, shapes and vtables a few times more.
    allowance = Saturating.sum(
      Saturating.product(bytes.count, Self.readings), Self.leastAllowance)
  }

  /// How often a byte is read, on average, in the most repetitive file that is sound.
  private static let readings = 16

  /// What small files may read beyond that.
  private static let leastAllowance = 1 << 16

  // MARK: - Checked access

  /// Counts `count` bytes as read.
  private mutating func spend(_ count: Int, at offset: Int) throws(DataFault) {
    allowance -= count
    guard allowance >= 0 else {
      throw DataFault(
        TFLiteRules.flatBuffer, "the tables refer to the same bytes again and again", at: offset,
        help: "no tool writes such a file")
    }
  }

  /// Throws unless `count` bytes at `offset` lie in the file.
  private func require(_ offset: Int, _ count: Int, _ what: String) throws(DataFault) {
    let (end, overflow) = offset.addingReportingOverflow(count)
    guard !overflow, offset >= 0, count >= 0, end <= bytes.count else {
      throw DataFault(
        TFLiteRules.flatBuffer,
        "\(what) takes \(count) bytes and reaches past the end of the file at \(bytes.count)",
        at: min(max(0, offset), bytes.count), help: "the file is damaged or incomplete")
    }
  }

  /// The number of type `Word` at `offset`.
  mutating func number<Word: FixedWidthInteger & BitwiseCopyable>(
    _ word: Word.Type, at offset: Int, _ what: String
  ) throws(DataFault) -> Word {
    try require(offset, MemoryLayout<Word>.size, what)
    try spend(MemoryLayout<Word>.size, at: offset)
    return Word(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Word.self))
  }

  /// Where the offset stored at `offset` leads.
  private mutating func target(of offset: Int, _ what: String) throws(DataFault) -> Int {
    let distance = Int(try number(UInt32.self, at: offset, "the offset of \(what)"))
    guard distance > 0 else {
      throw DataFault(
        TFLiteRules.flatBuffer, "the offset of \(what) is 0", at: offset,
        help: "the file is damaged")
    }
    // Both are below 2^63 by far: a file of that size has no bytes to hold the offset.
    return offset + distance
  }

  // MARK: - Tables

  /// The table that the offset at the start of the file leads to.
  mutating func root() throws(DataFault) -> FlatTable {
    try table(at: try target(of: 0, "the root table"), "the root table")
  }

  /// The table at `position`.
  private mutating func table(at position: Int, _ what: String) throws(DataFault) -> FlatTable {
    let distance = Int(try number(Int32.self, at: position, what))
    let vtable = position - distance
    guard vtable >= 0 else {
      throw DataFault(
        TFLiteRules.flatBuffer, "the vtable of \(what) lies \(distance) bytes before it",
        at: position, help: "the file is damaged")
    }
    let vtableSize = Int(try number(UInt16.self, at: vtable, "the vtable of \(what)"))
    let size = Int(try number(UInt16.self, at: vtable + 2, "the vtable of \(what)"))
    guard vtableSize >= 4, vtableSize % 2 == 0, size >= 4 else {
      throw DataFault(
        TFLiteRules.flatBuffer,
        "the vtable of \(what) has \(vtableSize) bytes and states a table of \(size)", at: vtable,
        help: "the file is damaged")
    }
    try require(vtable, vtableSize, "the vtable of \(what)")
    try require(position, size, what)
    return FlatTable(position: position, vtable: vtable, vtableSize: vtableSize, size: size)
  }

  /// Where a field of `width` bytes stands, or `nil` if it has its default value.
  private mutating func place(
    of field: FlatField, in table: FlatTable, width: Int
  ) throws(DataFault) -> Int? {
    let entry = 4 + 2 * field.slot
    guard entry + 2 <= table.vtableSize else { return nil }
    let offset = Int(
      try number(UInt16.self, at: table.vtable + entry, "the vtable entry of '\(field.name)'"))
    guard offset > 0 else { return nil }
    guard offset >= 4, offset + width <= table.size else {
      throw DataFault(
        TFLiteRules.flatBuffer,
        "the field '\(field.name)' stands at \(offset) of a table of \(table.size) bytes",
        at: table.vtable + entry, help: "the file is damaged")
    }
    return table.position + offset
  }

  // MARK: - Fields

  /// An integer field, or `standard` if it has its default value.
  mutating func integer<Word: FixedWidthInteger & BitwiseCopyable>(
    _ table: FlatTable, _ field: FlatField, _ word: Word.Type, default standard: Word = 0
  ) throws(DataFault) -> Word {
    let width = MemoryLayout<Word>.size
    guard let place = try place(of: field, in: table, width: width) else { return standard }
    return try number(word, at: place, field.name)
  }

  /// A floating-point field, or 0 if it has its default value.
  mutating func float(_ table: FlatTable, _ field: FlatField) throws(DataFault) -> Float {
    Float(bitPattern: try integer(table, field, UInt32.self))
  }

  /// The table that a field refers to, or `nil`.
  mutating func table(
    _ table: FlatTable, _ field: FlatField
  ) throws(DataFault) -> FlatTable? {
    guard let place = try place(of: field, in: table, width: 4) else { return nil }
    return try self.table(at: try target(of: place, field.name), field.name)
  }

  /// The tables of a vector of them; none if the field is left out.
  mutating func tables(
    _ table: FlatTable, _ field: FlatField
  ) throws(DataFault) -> [FlatTable] {
    guard let range = try vector(table, field, elementSize: 4) else { return [] }
    var tables: [FlatTable] = []
    tables.reserveCapacity(range.count / 4)
    for (index, offset) in stride(from: range.lowerBound, to: range.upperBound, by: 4).enumerated()
    {
      let what = "entry \(index) of '\(field.name)'"
      tables.append(try self.table(at: try target(of: offset, what), what))
    }
    return tables
  }

  /// Where the elements of a vector stand, or `nil` if the field is left out.
  mutating func vector(
    _ table: FlatTable, _ field: FlatField, elementSize: Int
  ) throws(DataFault) -> Range<Int>? {
    guard let place = try place(of: field, in: table, width: 4) else { return nil }
    let start = try target(of: place, field.name)
    let count = Int(try number(UInt32.self, at: start, "the length of '\(field.name)'"))
    try require(start + 4, count * elementSize, "'\(field.name)', \(count) long,")
    return start + 4..<start + 4 + count * elementSize
  }

  /// The integers of a vector, or `nil` if the field is left out.
  mutating func integers<Word: FixedWidthInteger & BitwiseCopyable>(
    _ table: FlatTable, _ field: FlatField, _ word: Word.Type
  ) throws(DataFault) -> [Word]? {
    let width = MemoryLayout<Word>.size
    guard let range = try vector(table, field, elementSize: width) else { return nil }
    try spend(range.count, at: range.lowerBound)
    return stride(from: range.lowerBound, to: range.upperBound, by: width).map {
      Word(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Word.self))
    }
  }

  /// The floating-point numbers of a vector, or `nil` if the field is left out.
  mutating func floats(_ table: FlatTable, _ field: FlatField) throws(DataFault) -> [Float]? {
    try integers(table, field, UInt32.self)?.map { Float(bitPattern: $0) }
  }

  /// The text of a field, empty if it is left out; what is no UTF-8 is replaced.
  mutating func text(_ table: FlatTable, _ field: FlatField) throws(DataFault) -> String {
    guard let range = try vector(table, field, elementSize: 1) else { return "" }
    try spend(range.count, at: range.lowerBound)
    return String(decoding: bytes[range], as: UTF8.self)
  }
}
