import Basic
import IR

/// The .npy format: one array.
package enum NumPyFile {
  /// The array of a mapped file, under the name of the file.
  static func entry(of mapping: MappedFile, file: String) throws(DataError) -> ArchiveEntry {
    let name = TensorFile.stem(of: file)
    let header: NumPyHeader
    do {
      header = try NumPyHeader(mapping.bytes)
    } catch { throw error.error(in: file) }
    let layout = header.layout(name: name, file: file, offset: 0)
    if let fault = sizeFault(layout, header: header, total: mapping.bytes.count) {
      throw fault.error(in: file)
    }
    return ArchiveEntry(
      name: name, headerOffset: 0, layout: layout, source: .bytes(header.count))
  }

  /// What is wrong if `total` bytes hold an array and nothing else, or `nil`.
  static func sizeFault(
    _ layout: Result<ArrayLayout, DataError>, header: NumPyHeader, total: Int
  ) -> DataFault? {
    guard case .success(let layout) = layout else { return nil }
    let (needed, present) = (layout.type.byteCount, total - header.count)
    guard needed != present else { return nil }
    return DataFault(
      needed > present ? DataRules.truncated : DataRules.trailing,
      "\(layout.type) needs \(needed) bytes after the header but there are \(present)",
      at: header.count + min(needed, present))
  }
}
