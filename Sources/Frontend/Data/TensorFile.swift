import Basic

/// The formats in which tensors are kept in files.
package enum TensorFile: String, Sendable, CaseIterable {
  case safetensors, npy, npz

  /// Opens the file at `path`, whose format its extension and its first bytes tell.
  package static func open(_ path: String) throws(DataError) -> TensorArchive {
    let mapping: MappedFile
    do {
      mapping = try MappedFile(path: path)
    } catch { throw DataError(error) }
    let entries: [ArchiveEntry]
    switch try format(of: path, mapping.bytes) {
    case .safetensors: entries = try Safetensors.entries(of: mapping, file: path)
    case .npy: entries = [try NumPyFile.entry(of: mapping, file: path)]
    case .npz: entries = try NumPyArchive.entries(of: mapping, file: path)
    }
    return try TensorArchive(file: path, mapping: mapping, entries: entries)
  }

  /// The file name without its folder and extension.
  static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return String(name) }
    return String(name[..<dot])
  }

  private static func format(
    of path: String, _ bytes: UnsafeRawBufferPointer
  ) throws(DataError) -> TensorFile {
    let lowercase = path.lowercased()
    let named = allCases.first { lowercase.hasSuffix("." + $0.rawValue) }
    let found = allCases.first { $0.isBegun(by: bytes) }
    guard let named else {
      guard let found else {
        throw DataError(
          DataRules.unknownFormat, "the file is none of .safetensors, .npy and .npz", file: path,
          offset: 0)
      }
      return found
    }
    // A damaged start is left to the reader, which says exactly what is wrong with it.
    guard let found, found != named else { return named }
    throw DataError(
      DataRules.unknownFormat,
      "the file is named .\(named.rawValue) but its first bytes are those of .\(found.rawValue)",
      file: path, offset: 0, help: "rename it to end in .\(found.rawValue)")
  }

  private func isBegun(by bytes: UnsafeRawBufferPointer) -> Bool {
    let fields = ByteFields(bytes: bytes)
    switch self {
    case .npy: return fields.hold(NumPyHeader.magic, at: 0)
    case .npz:
      return fields.hold([0x50, 0x4B, 3, 4], at: 0) || fields.hold([0x50, 0x4B, 5, 6], at: 0)
    case .safetensors:
      guard let length = try? fields.number(UInt64.self, at: 0) else { return false }
      return length <= Safetensors.headerLimit && fields.hold([UInt8(ascii: "{")], at: 8)
    }
  }
}
