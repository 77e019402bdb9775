import Basic
import Foundation
import IR

/// The files of a model: a folder, or an archive of one.
struct NNEFFiles: Sendable {
  private enum Source: Sendable {
    case folder(DataFolder)
    case archive(TarArchive, prefix: String)
  }

  /// The name of the graph in diagnostics.
  let graphName: String

  /// The name of the file that diagnostics about `member` speak of.
  private let folderName: String

  private let source: Source
  private let graphFile: String

  /// The name of the network in every model.
  static let graph = "graph.nnef"

  /// The name of the file of quantizations.
  static let quantization = "graph.quant"

  /// Finds the files of the model at `path`, which diagnostics call `name`.
  init(path: String, name: String, allowsOutside: Bool) throws(DataError) {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      let folder = DataFolder(folder: path, allowsOutside: allowsOutside)
      (source, graphFile) = (.folder(folder), Self.graph)
      folderName = name.hasSuffix("/") ? String(name.dropLast()) : name
      graphName = "\(folderName)/\(Self.graph)"
      return
    }
    let mapping: MappedFile
    do {
      mapping = try MappedFile(path: path)
    } catch { throw DataError(error) }
    // A damaged archive is left to its reader, which says what is wrong with it.
    let isNamedArchive = [".tar", ".tgz", ".tar.gz"].contains { path.lowercased().hasSuffix($0) }
    guard isNamedArchive || TarArchive.isBegun(by: mapping.bytes) else {
      let folder = DataFolder(folder: Self.folder(of: path), allowsOutside: allowsOutside)
      source = .folder(folder)
      graphFile = path.split(separator: "/").last.map(String.init) ?? path
      (folderName, graphName) = (Self.folder(of: name), name)
      return
    }
    let archive = try TarArchive(mapping, file: path)
    let graphs = archive.names.filter {
      $0.split(separator: "/").last.map(String.init) == Self.graph
    }
    guard let found = graphs.first, graphs.count == 1 else {
      throw DataError(
        NNEFRules.noGraph,
        "the archive holds \(graphs.count) files named \(Self.graph) among \(archive.names.count)",
        file: path, offset: nil)
    }
    source = .archive(archive, prefix: String(found.dropLast(Self.graph.count)))
    (folderName, graphName, graphFile) = (name, "\(name)/\(found)", Self.graph)
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// What diagnostics call a file of the model.
  func describe(_ member: String) -> String { "\(folderName)/\(member)" }

  /// The bytes of a file, or `nil` if there is none of this name.
  func contents(_ member: String) throws(DataError) -> TensorStorage? {
    switch source {
    case .archive(let archive, let prefix):
      let path = prefix + member.split(separator: "/").joined(separator: "/")
      return archive.contents(path)
    case .folder(let folder):
      let base = folder.folder.isEmpty ? "." : folder.folder
      guard FileManager.default.fileExists(atPath: "\(base)/\(member)") else { return nil }
      let path = try folder.resolve(member)
      do {
        let mapping = try MappedFile(path: path)
        return TensorStorage(mapping: mapping, 0..<mapping.bytes.count)
      } catch { throw DataError(error) }
    }
  }

  /// The text of the graph.
  func graphText() throws(DataError) -> String {
    guard let text = try text(graphFile) else {
      throw DataError(
        NNEFRules.noGraph, "there is no \(graphFile)", file: folderName, offset: nil,
        help: "a model is a folder, a .tar or a .tgz that holds \(Self.graph)")
    }
    return text
  }

  /// The text of a file, or `nil` if there is none of this name.
  func text(_ member: String) throws(DataError) -> String? {
    guard let storage = try contents(member) else { return nil }
    let text = withExtendedLifetime(storage) {
      String(validating: storage.bytes, as: UTF8.self)
    }
    guard let text else {
      throw DataError(
        DataRules.unreadable, "the file is not UTF-8 text", file: describe(member), offset: nil)
    }
    return text
  }
}
