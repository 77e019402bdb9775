import Driver
import Foundation

/// Programs outside this repository that tests use where they are installed.
package enum InstalledTools {
  /// What a program that failed says.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String

    /// Takes what is to be said.
    package init(_ description: String) { self.description = description }
  }

  private static let isCI = ProcessInfo.processInfo.environment["CI"] == "true"

  /// Whether suites that need some programs run: where one is missing they are skipped, but not in CI.
  package static func areWanted(_ names: [String]) -> Bool {
    isCI || names.allSatisfy { path(of: $0) != nil }
  }

  /// Where a program is on the path, or `nil`.
  package static func path(of name: String) -> String? { ExternalProgram.path(of: name) }

  /// The output of a program, which must end with status 0.
  package static func run(_ words: [String], seconds: Int = 600) throws -> String {
    let result = ExternalProgram.run(
      words[0], Array(words.dropFirst()), in: FileManager.default.currentDirectoryPath,
      seconds: seconds)
    guard let result, result.status == 0 else {
      throw Failure(
        "status \(result?.status ?? -1) of \(words.joined(separator: " "))\n"
          + (result?.output.prefix(4000) ?? ""))
    }
    return result.output
  }
}
