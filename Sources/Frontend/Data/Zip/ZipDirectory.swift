import Basic

/// A file in a ZIP archive.
struct ZipMember: Sendable {
  /// The name, with folders.
  let name: String

  /// Where the contents lie in the archive, compressed or not.
  let range: Range<Int>

  /// The bytes of the contents when they are not compressed.
  let size: Int

  /// Whether the contents are compressed by DEFLATE.
  let isDeflated: Bool

  /// The CRC-32 of the uncompressed contents.
  let checksum: UInt32

  /// Where the directory of the archive speaks of the member.
  let directoryOffset: Int
}

/// Reads the directory of a ZIP archive, ZIP64 included (APPNOTE.TXT 6.3.10, section 4.3).
struct ZipDirectory {
  private let fields: ByteFields
  private let start: Int
  private let count: Int
  private let end: Int

  /// The members of an archive, in the order of its directory, each checked against its header.
  static func members(of bytes: UnsafeRawBufferPointer) throws(DataFault) -> [ZipMember] {
    try ZipDirectory(bytes).members()
  }

  private init(_ bytes: UnsafeRawBufferPointer) throws(DataFault) {
    fields = ByteFields(bytes: bytes)
    let record = try ZipDirectory.endRecord(fields)
    let counts = try (
      fields.number(UInt16.self, at: record + 8), fields.number(UInt16.self, at: record + 10)
    )
    let disks = try (
      fields.number(UInt16.self, at: record + 4), fields.number(UInt16.self, at: record + 6)
    )
    guard disks == (0, 0), counts.0 == counts.1 else {
      throw DataFault(DataRules.zip, "the archive has several parts", at: record + 4)
    }
    var values = try [
      counts.1, fields.number(UInt32.self, at: record + 12),
      fields.number(UInt32.self, at: record + 16),
    ]
    var end = record
    if fields.hold([0x50, 0x4B, 6, 7], at: record - 20) {
      end = try fields.number(UInt64.self, at: record - 12)
      guard fields.hold([0x50, 0x4B, 6, 6], at: end), end <= record - 20 - 56 else {
        throw DataFault(
          DataRules.zip, "there is no ZIP64 end record at byte \(end)", at: record - 12)
      }
      for (index, escape) in [0xFFFF, 0xFFFF_FFFF, 0xFFFF_FFFF].enumerated() {
        let wide = try fields.number(UInt64.self, at: end + 32 + 8 * index)
        guard values[index] == escape || values[index] == wide else {
          throw DataFault(
            DataRules.zip, "the end record says \(values[index]) where that of ZIP64 says \(wide)",
            at: end + 32 + 8 * index)
        }
        values[index] = wide
      }
    }
    let (count, size, start) = (values[0], values[1], values[2])
    guard start <= end, size == end - start else {
      throw DataFault(
        DataRules.zip,
        "the directory of \(size) bytes at byte \(start) does not end at byte \(end)", at: record)
    }
    (self.start, self.count, self.end) = (start, count, end)
  }

  /// Finds the record that ends the archive: its comment reaches exactly to the end of the file.
  private static func endRecord(_ fields: ByteFields) throws(DataFault) -> Int {
    let last = fields.bytes.count - 22
    if last >= 0 {
      for offset in stride(from: last, through: max(0, last - 0xFFFF), by: -1)
      where fields.hold([0x50, 0x4B, 5, 6], at: offset) {
        if try fields.number(UInt16.self, at: offset + 20) == last - offset { return offset }
      }
    }
    throw DataFault(
      DataRules.truncated, "the archive has no end record", at: fields.bytes.count,
      help: "the file was probably copied or downloaded incompletely")
  }

  private func members() throws(DataFault) -> [ZipMember] {
    var members: [ZipMember] = []
    var extents: [(name: String, range: Range<Int>)] = []
    var offset = start
    for _ in 0..<count {
      let member = try member(at: &offset)
      members.append(member.member)
      extents.append((member.member.name, member.header..<member.member.range.upperBound))
    }
    guard offset == end else {
      throw DataFault(
        DataRules.zip, "the directory has \(end - offset) bytes more than its members", at: offset)
    }
    try checkOverlap(extents)
    return members
  }

  private func checkOverlap(_ extents: [(name: String, range: Range<Int>)]) throws(DataFault) {
    let ordered = extents.sorted { $0.range.lowerBound < $1.range.lowerBound }
    for (first, second) in zip(ordered, ordered.dropFirst())
    where second.range.lowerBound < first.range.upperBound {
      throw DataFault(
        DataRules.overlap, "the members '\(first.name)' and '\(second.name)' overlap",
        at: second.range.lowerBound)
    }
  }

  /// Reads an entry of the directory and moves `offset` behind it.
  private func member(
    at offset: inout Int
  ) throws(DataFault) -> (member: ZipMember, header: Int) {
    let entry = offset
    guard fields.hold([0x50, 0x4B, 1, 2], at: entry), entry + 46 <= end else {
      throw DataFault(DataRules.zip, "expected an entry of the directory", at: entry)
    }
    let flags = try fields.number(UInt16.self, at: entry + 8)
    let method = try fields.number(UInt16.self, at: entry + 10)
    let nameCount = try fields.number(UInt16.self, at: entry + 28)
    let extraCount = try fields.number(UInt16.self, at: entry + 30)
    let commentCount = try fields.number(UInt16.self, at: entry + 32)
    offset = entry + 46 + nameCount + extraCount + commentCount
    guard offset <= end else {
      throw DataFault(DataRules.zip, "an entry leaves the directory", at: entry)
    }
    let nameBytes = fields.bytes[(entry + 46)..<(entry + 46 + nameCount)]
    guard let name = String(validating: nameBytes, as: UTF8.self) else {
      throw DataFault(DataRules.zip, "the name of a member is not UTF-8", at: entry + 46)
    }
    guard flags & 1 == 0, flags & 0x40 == 0 else {
      throw DataFault(DataRules.zipMethod, "the member '\(name)' is encrypted", at: entry + 8)
    }
    guard method == 0 || method == 8 else {
      throw DataFault(
        DataRules.zipMethod,
        "the member '\(name)' is compressed by method \(method) (\(Self.methodName(method)))",
        at: entry + 10, help: "write it again with numpy.savez or numpy.savez_compressed")
    }
    let extra = entry + 46 + nameCount
    let (size, packed, header) = try sizes(
      of: name, entry: entry, extra: extra..<extra + extraCount)
    let data = try dataStart(of: name, header: header, flags: flags, method: method, nameBytes)
    guard packed <= start - data else {
      throw DataFault(
        DataRules.range,
        "the \(packed) bytes of the member '\(name)' reach into the directory at byte \(start)",
        at: data)
    }
    // DEFLATE makes at most 258 bytes of two bits.
    guard method == 0 ? size == packed : size / 1032 <= packed else {
      throw DataFault(
        DataRules.sizeMismatch,
        "the member '\(name)' claims \(size) bytes out of \(packed), which is impossible",
        at: entry + 24)
    }
    let crc = try fields.number(UInt32.self, at: entry + 16)
    if flags & 8 == 0 {
      try checkHeader(of: name, at: header, states: [crc, packed, size])
    }
    let member = ZipMember(
      name: name, range: data..<data + packed, size: size, isDeflated: method == 8,
      checksum: UInt32(truncatingIfNeeded: crc), directoryOffset: entry)
    return (member, header)
  }

  /// The uncompressed and compressed size and the place of the header, from ZIP64 where they are.
  private func sizes(
    of name: String, entry: Int, extra: Range<Int>
  ) throws(DataFault) -> (size: Int, packed: Int, header: Int) {
    var values = try [
      fields.number(UInt32.self, at: entry + 24), fields.number(UInt32.self, at: entry + 20),
      fields.number(UInt32.self, at: entry + 42),
    ]
    let escaped = values.indices.filter { values[$0] == 0xFFFF_FFFF }
    guard !escaped.isEmpty else { return (values[0], values[1], values[2]) }
    var offset = extra.lowerBound
    while offset + 4 <= extra.upperBound {
      let kind = try fields.number(UInt16.self, at: offset)
      let count = try fields.number(UInt16.self, at: offset + 2)
      if kind == 1, count >= 8 * escaped.count, offset + 4 + count <= extra.upperBound {
        for (position, index) in escaped.enumerated() {
          values[index] = try fields.number(UInt64.self, at: offset + 4 + 8 * position)
        }
        return (values[0], values[1], values[2])
      }
      offset += 4 + count
    }
    throw DataFault(
      DataRules.zip, "the member '\(name)' lacks the sizes of ZIP64", at: extra.lowerBound)
  }

  /// Where the contents start, after a header that must agree with the directory.
  private func dataStart(
    of name: String, header: Int, flags: Int, method: Int,
    _ nameBytes: Slice<UnsafeRawBufferPointer>
  ) throws(DataFault) -> Int {
    guard fields.hold([0x50, 0x4B, 3, 4], at: header), header <= start - 30 else {
      throw DataFault(
        DataRules.zip, "the member '\(name)' has no header at byte \(header)",
        at: min(header, fields.bytes.count))
    }
    let nameCount = try fields.number(UInt16.self, at: header + 26)
    let data = header + 30 + nameCount + (try fields.number(UInt16.self, at: header + 28))
    guard data <= start,
      fields.bytes[(header + 30)..<(header + 30 + nameCount)].elementsEqual(nameBytes),
      try fields.number(UInt16.self, at: header + 6) & 0x41 == flags & 0x41,
      try fields.number(UInt16.self, at: header + 8) == method
    else {
      throw DataFault(
        DataRules.zip, "the header of the member '\(name)' contradicts the directory", at: header)
    }
    return data
  }

  /// Checks the numbers that a header repeats unless they follow the contents or are in ZIP64.
  private func checkHeader(
    of name: String, at header: Int, states expected: [Int]
  ) throws(DataFault) {
    for (index, value) in expected.enumerated() {
      let offset = header + 14 + 4 * index
      let stated = try fields.number(UInt32.self, at: offset)
      guard stated == value || (index > 0 && stated == 0xFFFF_FFFF) else {
        throw DataFault(
          DataRules.zip,
          "the header of the member '\(name)' says \(stated) where the directory says \(value)",
          at: offset)
      }
    }
  }

  private static func methodName(_ method: Int) -> String {
    switch method {
    case 1: "shrink"
    case 2...5: "reduce"
    case 6: "implode"
    case 9: "deflate64"
    case 12: "bzip2"
    case 14: "lzma"
    case 93: "zstandard"
    case 95: "xz"
    default: "unknown"
    }
  }
}
