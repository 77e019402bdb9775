import Basic
import IR

/// Reads gzip files (RFC 1952) of one member.
package enum Gzip {
  /// The most bytes that DEFLATE makes of one: 258 of two bits.
  private static let largestRatio = 1032

  /// Whether `bytes` start as a gzip file does.
  package static func isBegun(by bytes: UnsafeRawBufferPointer) -> Bool {
    ByteFields(bytes: bytes).hold([0x1F, 0x8B], at: 0)
  }

  /// The contents of the file that `bytes` are, after their checksum was found right.
  package static func decode(_ bytes: UnsafeRawBufferPointer) throws(DataFault) -> TensorStorage {
    let start = try headerCount(bytes)
    let end = bytes.count - 8
    guard start <= end else {
      throw DataFault(
        DataRules.truncated, "the file ends before its checksum and size", at: bytes.count)
    }
    let fields = ByteFields(bytes: bytes)
    let checksum = try fields.number(UInt32.self, at: end)
    let size = try fields.number(UInt32.self, at: end + 4)
    guard size / largestRatio <= end - start else {
      throw DataFault(
        ArchiveRules.size,
        "the file claims \(size) bytes out of \(end - start), which is impossible", at: end + 4)
    }
    let packed = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    var fault: DataFault?
    let storage = TensorStorage(byteCount: size) { target in
      do throws(DataFault) {
        try Inflate.decode(packed, into: target)
      } catch {
        fault = error
      }
    }
    if let fault {
      throw DataFault(fault.rule, fault.reason, at: start + fault.offset, help: fault.help)
    }
    let found = withExtendedLifetime(storage) { CRC32.checksum(storage.bytes) }
    guard Int(found) == checksum else {
      throw DataFault(
        DataRules.checksum,
        "the CRC-32 is \(String(found, radix: 16)) and should be \(String(checksum, radix: 16))",
        at: end)
    }
    return storage
  }

  /// The length of the header, with the name and the comment that it may hold.
  private static func headerCount(_ bytes: UnsafeRawBufferPointer) throws(DataFault) -> Int {
    let fields = ByteFields(bytes: bytes)
    guard bytes.count >= 10 else {
      throw DataFault(DataRules.truncated, "the file ends in its header", at: bytes.count)
    }
    guard isBegun(by: bytes), bytes[2] == 8, bytes[3] & 0xE0 == 0 else {
      throw DataFault(
        ArchiveRules.gzip, "the header is not that of a deflated gzip file", at: 0)
    }
    let flags = bytes[3]
    var offset = 10
    if flags & 4 != 0 { offset += 2 + (try fields.number(UInt16.self, at: offset)) }
    for flag in [UInt8(8), 16] where flags & flag != 0 {
      guard offset < bytes.count, let end = bytes[offset...].firstIndex(of: 0) else {
        throw DataFault(DataRules.truncated, "the file ends in its header", at: bytes.count)
      }
      offset = end + 1
    }
    if flags & 2 != 0 { offset += 2 }
    return offset
  }
}
