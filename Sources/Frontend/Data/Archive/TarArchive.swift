import Basic
import IR

/// The files of a tar archive, plain or compressed by gzip.
package struct TarArchive: Sendable {
  /// The archive, as the user named it.
  package let file: String

  /// The paths of the files, in the order of the archive.
  package let names: [String]

  private let storage: TensorStorage
  private let ranges: [String: Range<Int>]

  /// Whether `bytes` start as a tar archive does, compressed or not.
  package static func isBegun(by bytes: UnsafeRawBufferPointer) -> Bool {
    if Gzip.isBegun(by: bytes) { return true }
    return (try? TarHeader(bytes, at: 0)) != nil
  }

  /// Opens a mapped file; a compressed one is inflated into memory.
  package init(_ mapping: MappedFile, file: String) throws(DataError) {
    self.file = file
    do throws(DataFault) {
      storage =
        Gzip.isBegun(by: mapping.bytes)
        ? try Gzip.decode(mapping.bytes)
        : TensorStorage(mapping: mapping, 0..<mapping.bytes.count)
      var reader = TarReader(bytes: storage.bytes)
      try reader.run()
      (names, ranges) = (reader.names, reader.ranges)
    } catch { throw error.error(in: file) }
  }

  /// Whether there is a file of this path.
  package func contains(_ name: String) -> Bool { ranges[name] != nil }

  /// The bytes of a file, which are part of the archive, or `nil` if there is none of this path.
  package func contents(_ name: String) -> TensorStorage? {
    ranges[name].map { TensorStorage(sharing: storage, $0) }
  }
}

/// Walks over the members of an archive.
private struct TarReader {
  let bytes: UnsafeRawBufferPointer
  private(set) var names: [String] = []
  private(set) var ranges: [String: Range<Int>] = [:]
  private var offset = 0

  /// The path and the size that a member before says of the next.
  private var nextName: String?
  private var nextSize: Int?

  init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The longest path, and the longest record of additions to a header.
  private static let extensionLimit = 1 << 20

  mutating func run() throws(DataFault) {
    while let header = try TarHeader(bytes, at: offset) {
      let start = offset + TarHeader.blockSize
      let isExtension = [
        UInt8(ascii: "x"), UInt8(ascii: "g"), UInt8(ascii: "L"), UInt8(ascii: "K"),
      ]
      .contains(header.kind)
      let size = isExtension ? header.size : nextSize ?? header.size
      guard size <= bytes.count - start else {
        throw DataFault(
          DataRules.truncated,
          "the member '\(header.name)' claims \(size) bytes, and \(bytes.count - start) follow",
          at: offset + 124)
      }
      let range = start..<start + size
      if isExtension {
        try extend(header.kind, range)
      } else {
        try add(nextName ?? header.name, header.kind, range)
        (nextName, nextSize) = (nil, nil)
      }
      offset = min(bytes.count, (range.upperBound + 511) & ~511)
    }
  }

  private mutating func add(
    _ path: String, _ kind: UInt8, _ range: Range<Int>
  ) throws(DataFault) {
    let components = path.split(separator: "/").filter { $0 != "." }
    guard !path.hasPrefix("/"), !components.contains("..") else {
      throw DataFault(
        ArchiveRules.member, "the path '\(path)' leads out of the archive", at: offset)
    }
    switch kind {
    case UInt8(ascii: "5"): return
    case 0, UInt8(ascii: "0"), UInt8(ascii: "7"):
      // Archives of old mark folders by the last character alone.
      if path.hasSuffix("/") { return }
    default:
      throw DataFault(
        ArchiveRules.member,
        "the member '\(path)' is of type '\(Character(Unicode.Scalar(kind)))', which is no plain file",
        at: offset + 156)
    }
    let name = components.joined(separator: "/")
    guard ranges.updateValue(range, forKey: name) == nil else {
      throw DataFault(DataRules.duplicateName, "the path '\(name)' stands twice", at: offset)
    }
    names.append(name)
  }

  /// Reads a member that says something of the next.
  private mutating func extend(_ kind: UInt8, _ range: Range<Int>) throws(DataFault) {
    guard range.count <= Self.extensionLimit else {
      throw DataFault(
        ArchiveRules.tar, "an extended header has \(range.count) bytes; the most is 2^20",
        at: offset)
    }
    if kind == UInt8(ascii: "L") {
      nextName = try TarHeader.text(bytes, range, at: 0)
    } else if kind == UInt8(ascii: "x") {
      try readRecords(range)
    }
  }

  /// Reads records of the form `LENGTH KEY=VALUE\n`, where the length counts all of it.
  private mutating func readRecords(_ range: Range<Int>) throws(DataFault) {
    var position = range.lowerBound
    while position < range.upperBound {
      let digits = bytes[position..<range.upperBound].prefix { $0 != 32 }
      guard digits.count < 8, let length = Int(String(decoding: digits, as: UTF8.self)),
        length > digits.count + 1, length <= range.upperBound - position
      else {
        throw DataFault(ArchiveRules.tar, "a record of an extended header is damaged", at: position)
      }
      let record = bytes[position + digits.count + 1..<position + length - 1]
      let text = String(decoding: record, as: UTF8.self)
      if text.hasPrefix("path=") { nextName = String(text.dropFirst(5)) }
      if text.hasPrefix("size=") {
        guard let size = Int(text.dropFirst(5)), size >= 0 else {
          throw DataFault(ArchiveRules.tar, "the size '\(text)' is no number", at: position)
        }
        nextSize = size
      }
      position += length
    }
  }
}
