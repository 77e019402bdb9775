import Basic
import IR

/// The named tensors of a file, which is mapped and read only as they are asked for.
package struct TensorArchive: Sendable {
  /// The file, as the user named it.
  package let file: String

  /// The names, in the order of the file.
  package let names: [String]

  private let mapping: MappedFile
  private let entries: [ArchiveEntry]
  private let positions: [String: Int]

  /// Takes the entries that a reader found.
  init(file: String, mapping: MappedFile, entries: [ArchiveEntry]) throws(DataError) {
    var positions: [String: Int] = [:]
    for (index, entry) in entries.enumerated() {
      guard positions.updateValue(index, forKey: entry.name) == nil else {
        throw DataError(
          DataRules.duplicateName, "the name '\(entry.name)' stands twice", file: file,
          offset: entry.headerOffset)
      }
    }
    self.file = file
    self.mapping = mapping
    self.entries = entries
    self.positions = positions
    names = entries.map(\.name)
  }

  /// The types, in the order of the file; `nil` where the compiler has no such type.
  package var types: [TensorType?] {
    entries.map { try? $0.layout.get().type }
  }

  /// Whether there is a tensor of this name.
  package func contains(_ name: String) -> Bool { positions[name] != nil }

  /// The type of the tensor `name`, without reading its elements.
  package func type(of name: String) throws(DataError) -> TensorType {
    try entry(name).layout.get().type
  }

  /// The tensor `name`; a part of the mapped file where its bytes are as they are in memory.
  package func tensor(_ name: String) throws(DataError) -> Tensor {
    let entry = try entry(name)
    let layout = try entry.layout.get()
    switch entry.source {
    case .bytes(let offset):
      do {
        return try layout.tensor(mapping: mapping, at: offset)
      } catch { throw error.error(in: file, from: offset) }
    case .member(let member, let headerCount):
      return try NumPyArchive.tensor(
        of: member, headerCount: headerCount, layout: layout, in: mapping, file: file)
    }
  }

  /// The tensor of a file that holds exactly one.
  package func onlyTensor() throws(DataError) -> Tensor {
    guard let name = names.first, names.count == 1 else {
      throw DataError(
        DataRules.noSuchTensor, "the file holds \(names.count) tensors and none is named",
        file: file, offset: nil,
        help: names.isEmpty ? nil : "name one of them: \(names.prefix(12).joined(separator: ", "))")
    }
    return try tensor(name)
  }

  private func entry(_ name: String) throws(DataError) -> ArchiveEntry {
    guard let index = positions[name] else {
      throw DataError(
        DataRules.noSuchTensor, "there is no tensor '\(name)' among \(names.count)", file: file,
        offset: nil, help: Spelling.suggestion(name, in: names))
    }
    return entries[index]
  }
}

/// One tensor of a file, as its header describes it.
struct ArchiveEntry: Sendable {
  /// Where the elements are.
  enum Source: Sendable {
    /// At an offset of the file.
    case bytes(Int)
    /// In a member of an archive, after its header.
    case member(ZipMember, headerCount: Int)
  }

  /// The name.
  let name: String

  /// Where the file speaks of it, in bytes from the start.
  let headerOffset: Int

  /// How the elements lie, or why they cannot be used; other tensors of the file still can.
  let layout: Result<ArrayLayout, DataError>

  /// Where the elements are.
  let source: Source
}
