import Basic
import Foundation

/// The folder of a model, in which the files that it refers to must lie.
package struct DataFolder: Sendable {
  /// The folder; empty means the current one.
  package let folder: String

  /// Whether files may lie elsewhere.
  package let allowsOutside: Bool

  /// Makes the rule for a folder.
  package init(folder: String, allowsOutside: Bool = false) {
    self.folder = folder
    self.allowsOutside = allowsOutside
  }

  /// The path of the file that `reference` names, after it was found to exist and to be allowed.
  package func resolve(_ reference: String) throws(DataError) -> String {
    guard !reference.isEmpty, !reference.utf8.contains(0) else {
      throw DataError(
        DataRules.unreadable, "the reference '\(reference)' names no file", file: folder,
        offset: nil)
    }
    let isAbsolute = reference.hasPrefix("/")
    let base = folder.isEmpty ? "." : folder
    let path =
      isAbsolute || folder.isEmpty
      ? reference : folder.hasSuffix("/") ? folder + reference : "\(folder)/\(reference)"
    if !allowsOutside {
      guard !isAbsolute else { throw refusal(reference, "is absolute") }
      guard !climbs(reference) else { throw refusal(reference, "leaves the folder by '..'") }
    }
    guard let target = realPath(path) else {
      throw DataError(FileError(path: path, errno: errno))
    }
    guard !allowsOutside else { return path }
    guard let root = realPath(base) else {
      throw DataError(FileError(path: base, errno: errno))
    }
    guard target.hasPrefix(root == "/" ? root : root + "/") else {
      throw refusal(reference, "leads out of the folder, to '\(target)'")
    }
    return path
  }

  private func refusal(_ reference: String, _ reason: String) -> DataError {
    DataError(
      DataRules.outsideFolder, "the reference '\(reference)' \(reason)",
      file: folder.isEmpty ? "." : folder, offset: nil,
      help: "move the file next to the model, or pass --allow-outside-paths")
  }

  /// Whether the path goes above where it starts, read as text.
  private func climbs(_ reference: String) -> Bool {
    var depth = 0
    for component in reference.split(separator: "/") where component != "." {
      depth += component == ".." ? -1 : 1
      if depth < 0 { return true }
    }
    return false
  }

  private func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
