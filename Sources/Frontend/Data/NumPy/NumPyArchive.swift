import Basic
import IR

/// The .npz format: a ZIP archive of .npy files, stored or deflated.
enum NumPyArchive {
  /// The arrays of a mapped file; only their headers are read.
  static func entries(of mapping: MappedFile, file: String) throws(DataError) -> [ArchiveEntry] {
    let members: [ZipMember]
    do {
      members = try ZipDirectory.members(of: mapping.bytes)
    } catch { throw error.error(in: file) }
    var entries: [ArchiveEntry] = []
    for member in members { entries.append(try entry(member, in: mapping, file: file)) }
    return entries
  }

  private static func entry(
    _ member: ZipMember, in mapping: MappedFile, file: String
  ) throws(DataError) -> ArchiveEntry {
    guard member.name.hasSuffix(".npy") else {
      throw DataError(
        DataRules.zip, "the member '\(member.name)' is not an .npy file", file: file,
        offset: member.directoryOffset)
    }
    let name = String(member.name.dropLast(4))
    let bytes = UnsafeRawBufferPointer(rebasing: mapping.bytes[member.range])
    let header = try header(of: member, bytes, file: file)
    let layout = header.layout(name: name, file: file, offset: member.range.lowerBound)
    if let fault = NumPyFile.sizeFault(layout, header: header, total: member.size) {
      throw describe(fault, member, file: file)
    }
    return ArchiveEntry(
      name: name, headerOffset: member.directoryOffset, layout: layout,
      source: .member(member, headerCount: header.count))
  }

  /// Reads the header of a member; of a deflated one no more than that is inflated.
  private static func header(
    of member: ZipMember, _ bytes: UnsafeRawBufferPointer, file: String
  ) throws(DataError) -> NumPyHeader {
    do {
      guard member.isDeflated else { return try NumPyHeader(bytes) }
      let start = try prefix(bytes, count: min(12, member.size), member, file: file)
      let count = try start.withBytes { bytes throws(DataFault) in try NumPyHeader.count(bytes) }
      let whole = try prefix(bytes, count: min(count, member.size), member, file: file)
      return try whole.withBytes { bytes throws(DataFault) in try NumPyHeader(bytes) }
    } catch let fault as DataFault {
      throw describe(fault, member, file: file)
    } catch let error as DataError {
      throw error
    } catch { preconditionFailure("\(error)") }
  }

  private static func prefix(
    _ bytes: UnsafeRawBufferPointer, count: Int, _ member: ZipMember, file: String
  ) throws(DataError) -> ByteBlock {
    let block = ByteBlock(count: count)
    do {
      try Inflate.decodePrefix(bytes, into: block.bytes)
    } catch { throw error.error(in: file, from: member.range.lowerBound) }
    return block
  }

  private static func describe(_ fault: DataFault, _ member: ZipMember, file: String) -> DataError {
    member.isDeflated
      ? fault.error(in: file, inflatedFrom: member.range.lowerBound, name: member.name)
      : fault.error(in: file, from: member.range.lowerBound)
  }

  /// The tensor of a member, after its checksum was found right.
  static func tensor(
    of member: ZipMember, headerCount: Int, layout: ArrayLayout, in mapping: MappedFile,
    file: String
  ) throws(DataError) -> Tensor {
    let bytes = UnsafeRawBufferPointer(rebasing: mapping.bytes[member.range])
    guard member.isDeflated else {
      try check(bytes, member, file: file)
      let start = member.range.lowerBound + headerCount
      do {
        return try layout.tensor(mapping: mapping, at: start)
      } catch { throw error.error(in: file, from: start) }
    }
    let block = ByteBlock(count: member.size)
    do {
      try Inflate.decode(bytes, into: block.bytes)
    } catch { throw error.error(in: file, from: member.range.lowerBound) }
    try check(UnsafeRawBufferPointer(block.bytes), member, file: file)
    do {
      return try block.withBytes { bytes throws(DataFault) in
        try layout.tensor(copying: UnsafeRawBufferPointer(rebasing: bytes[headerCount...]))
      }
    } catch { throw describe(error, member, file: file) }
  }

  private static func check(
    _ bytes: UnsafeRawBufferPointer, _ member: ZipMember, file: String
  ) throws(DataError) {
    let found = CRC32.checksum(bytes)
    guard found == member.checksum else {
      throw DataError(
        DataRules.checksum,
        "the CRC-32 of '\(member.name)' is \(String(found, radix: 16)) and should be "
          + String(member.checksum, radix: 16), file: file, offset: member.range.lowerBound)
    }
  }
}

/// Bytes of which a part is kept only until a tensor is made of them.
private struct ByteBlock: ~Copyable {
  let bytes: UnsafeMutableRawBufferPointer

  init(count: Int) {
    bytes = .allocate(byteCount: count, alignment: 64)
  }

  deinit { bytes.deallocate() }

  func withBytes<Value>(
    _ body: (UnsafeRawBufferPointer) throws(DataFault) -> Value
  ) throws(DataFault) -> Value {
    try body(UnsafeRawBufferPointer(bytes))
  }
}
