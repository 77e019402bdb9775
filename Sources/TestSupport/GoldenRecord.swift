import Foundation

/// Compares what came out with a file of the repository, or rewrites the file when told to.
package enum GoldenRecord {
  /// Whether files are to be rewritten.
  package static var isUpdating: Bool {
    ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1"
  }

  private static var isCI: Bool { ProcessInfo.processInfo.environment["CI"] == "true" }

  /// What is to be reported, or `nil` if `found` is what the file says.
  ///
  /// A rewritten file is reported too, so that no run that records also passes.
  package static func problem(_ found: String, at file: URL) -> String? {
    let expected = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    let observed = file.appendingPathExtension("observed")
    guard found != expected else {
      try? FileManager.default.removeItem(at: observed)
      return nil
    }
    let name = file.path.replacingOccurrences(of: RepositoryPaths.root.path + "/", with: "")
    if isUpdating {
      guard !isCI else { return "\(name): goldens are not rewritten where CI is true" }
      do {
        try Data(found.utf8).write(to: file)
        try? FileManager.default.removeItem(at: observed)
        return "\(name) was rewritten: look at the difference, and run the tests again"
      } catch {
        return "\(name) cannot be rewritten: \(error)"
      }
    }
    try? Data(found.utf8).write(to: observed)
    let difference = TextDifference.unified(expected: expected, found: found)
    return "\(name) differs (-expected +found); `make update-golden` rewrites it\n\(difference)"
  }
}
