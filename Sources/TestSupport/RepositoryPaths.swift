import Foundation

/// Where the repository lies on the machine that runs the tests.
package enum RepositoryPaths {
  /// The folder that holds `Package.swift`.
  package static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The operator vectors.
  package static let vectors = root.appendingPathComponent("Tests/Vectors")

  /// The networks that come with the compiler.
  package static let models = root.appendingPathComponent("Models")

  /// References that are not part of the repository; tests that need them skip where they are not.
  package static let shared: URL? = {
    let folder = root.deletingLastPathComponent().appendingPathComponent("shared")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  /// Whether suites that need `shared` run: where it is missing they are skipped, but not in CI.
  package static var hasShared: Bool {
    shared != nil || ProcessInfo.processInfo.environment["CI"] == "true"
  }

  /// The folder of trained networks and real data among the references.
  ///
  /// - Throws: `MissingFolder` in CI where the references are missing.
  package static func sharedModels() throws -> URL {
    guard let shared else { throw MissingFolder(name: "../shared") }
    return shared.appendingPathComponent("models")
  }

  /// The folder of inputs and outputs of other people's programs among the references.
  ///
  /// - Throws: `MissingFolder` in CI where the references are missing.
  package static func sharedVectors() throws -> URL {
    guard let shared else { throw MissingFolder(name: "../shared") }
    return shared.appendingPathComponent("vectors")
  }

  /// A folder that tests must have is not there.
  package struct MissingFolder: Error {
    /// The folder, from the root of the repository.
    package let name: String
  }

  /// The names of what is in a folder, in order; none if there is no such folder.
  package static func contents(of folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }
}
