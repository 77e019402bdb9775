import Basic

/// The header of a member of a tar archive (IEEE Std 1003.1, pax, section "ustar Interchange
/// Format", and the numbers of GNU tar).
struct TarHeader {
  /// The bytes of a header, and what the contents of a member are padded to.
  static let blockSize = 512

  /// The path.
  let name: String

  /// The bytes of the contents.
  let size: Int

  /// What kind of member it is.
  let kind: UInt8

  /// Reads the header at `offset`; `nil` stands for a block of zeros, which ends an archive.
  init?(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(DataFault) {
    guard offset <= bytes.count - Self.blockSize else {
      throw DataFault(
        DataRules.truncated, "the archive has no end: a header is cut off at byte \(bytes.count)",
        at: min(offset, bytes.count), help: "the file was probably copied incompletely")
    }
    let block = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + Self.blockSize])
    guard block.contains(where: { $0 != 0 }) else { return nil }
    let stated = try Self.number(block, 148..<156, at: offset)
    let found = block.enumerated().reduce(0) {
      $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element))
    }
    guard stated == found else {
      throw DataFault(
        ArchiveRules.tar, "the checksum of the header is \(found) and should be \(stated)",
        at: offset + 148)
    }
    let prefix =
      ByteFields(bytes: block).hold(Array("ustar\0".utf8), at: 257)
      ? try Self.text(block, 345..<500, at: offset) : ""
    let last = try Self.text(block, 0..<100, at: offset)
    name = prefix.isEmpty ? last : "\(prefix)/\(last)"
    size = try Self.number(block, 124..<136, at: offset)
    kind = block[156]
  }

  /// The text up to the first zero byte.
  static func text(
    _ block: UnsafeRawBufferPointer, _ range: Range<Int>, at offset: Int
  ) throws(DataFault) -> String {
    guard let text = String(validating: block[range].prefix { $0 != 0 }, as: UTF8.self) else {
      throw DataFault(
        ArchiveRules.tar, "the name of a member is not UTF-8", at: offset + range.lowerBound)
    }
    return text
  }

  /// A number: octal digits, or the bytes of GNU after a first bit of one.
  private static func number(
    _ block: UnsafeRawBufferPointer, _ range: Range<Int>, at offset: Int
  ) throws(DataFault) -> Int {
    let bytes = block[range]
    let isBinary = block[range.lowerBound] == 0x80
    let digits =
      isBinary
      ? Array(bytes.dropFirst())
      : bytes.drop { $0 == 32 }.prefix { $0 != 0 && $0 != 32 }.map { $0 &- UInt8(ascii: "0") }
    let base = isBinary ? 256 : 8
    var value = 0
    for digit in digits {
      let (product, overflow) = value.multipliedReportingOverflow(by: base)
      guard !overflow, Int(digit) < base, product <= Int.max - Int(digit) else {
        throw DataFault(
          ArchiveRules.tar, "a header holds what is no number", at: offset + range.lowerBound)
      }
      value = product + Int(digit)
    }
    return value
  }
}
