import Basic
import Foundation

/// A folder of constants named by the digest of their bytes, so that dumps share them.
package struct ConstantStore: Sendable {
  /// The folder.
  package let folder: String

  /// Names a folder, which need not exist yet.
  package init(folder: String) {
    self.folder = folder
  }

  /// Maps the elements of a constant, or gives `nil` if they are not there, of another size, or
  /// not those that the digest names.
  package func load(_ hash: ContentHash, _ type: TensorType) -> Tensor? {
    guard let file = try? MappedFile(path: path(hash)), file.bytes.count == type.byteCount else {
      return nil
    }
    let tensor = Tensor(type, TensorStorage(mapping: file, 0..<type.byteCount))
    return tensor.contentHash == hash ? tensor : nil
  }

  /// Writes every constant of a compacted program that is not among `known`, and adds it there.
  package func save(_ program: Program, known: inout Set<ContentHash>) throws(FileError) {
    try FileOutput.makeFolder(folder)
    for id in program.constants.ids {
      guard let tensor = program.constants[id].tensor else { continue }
      let hash = tensor.contentHash
      guard known.insert(hash).inserted else { continue }
      try FileOutput.write(tensor.storage.bytes, to: path(hash))
    }
  }

  /// Removes constants of the folder that are not among `known`; other files stay.
  package func removeOthers(than known: Set<ContentHash>) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasSuffix(".bin") {
      guard let hash = ContentHash(hexadecimal: String(name.dropLast(4))), !known.contains(hash)
      else { continue }
      try? FileManager.default.removeItem(atPath: path(hash))
    }
  }

  private func path(_ hash: ContentHash) -> String { "\(folder)/\(hash).bin" }
}
