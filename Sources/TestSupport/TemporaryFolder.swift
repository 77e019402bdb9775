import Foundation

/// A folder that is removed with the last reference to it.
package final class TemporaryFolder: Sendable {
  /// Where it is, without links in the path.
  package let path: String

  /// Makes an empty folder.
  package init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("dnnc-test-\(UUID().uuidString)").standardizedFileURL
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, making the folders on its way.
  package func write(_ text: String, to name: String) throws {
    let url = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// The bytes of a file.
  package func data(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path).appendingPathComponent(name))
  }

  /// Adds one to a byte of a file, as damage that leaves its size alone.
  package func increment(_ name: String, at offset: Int) throws {
    let url = URL(fileURLWithPath: path).appendingPathComponent(name)
    var data = try Data(contentsOf: url)
    guard data.indices.contains(offset) else { throw CocoaError(.fileReadCorruptFile) }
    data[offset] &+= 1
    try data.write(to: url)
  }

  /// Every file, with its folders, in order.
  package var files: [String] {
    let all = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    return all.filter { name in
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
      return exists && !isFolder.boolValue
    }.sorted()
  }
}
