import Foundation

/// A golden archive in the repository.
package struct GoldenCase: Sendable, CustomStringConvertible {
  /// The folders of archives under `Tests/Golden`.
  package static let areas = [
    "language", "onnx", "nnef", "ir", "operators", "passes", "crossbar", "bitvert", "riscv",
    "hydra", "partition", "cli",
  ]

  /// The folder of all goldens.
  package static let root = RepositoryPaths.root.appendingPathComponent("Tests/Golden")

  /// The folder and the name, such as `passes/cse`.
  package let description: String

  /// Every archive, in order.
  package static let all: [GoldenCase] = areas.flatMap { area in
    RepositoryPaths.contents(of: root.appendingPathComponent(area))
      .filter { $0.hasSuffix(".golden") }
      .map { GoldenCase(description: "\(area)/\($0.dropLast(".golden".count))") }
  }

  /// The area.
  package var area: String { String(description.prefix { $0 != "/" }) }

  /// The file.
  package var file: URL { Self.root.appendingPathComponent(description + ".golden") }

  /// The archive as it stands.
  package func archive() throws -> GoldenArchive {
    guard let archive = GoldenArchive(try String(contentsOf: file, encoding: .utf8)) else {
      throw GoldenRun.Unusable(description: "\(description) does not start with '$ dnnc'")
    }
    return archive
  }

  /// Runs the case; gives what is to be reported, or `nil` if all is as the file says.
  package func problem() throws -> String? {
    GoldenRecord.problem(try GoldenRun.observe(try archive()).text, at: file)
  }
}

/// A golden folder: the command and every file that it writes.
package struct GoldenFolder: Sendable, CustomStringConvertible {
  /// The name under `Tests/Golden/models`.
  package let description: String

  private static let root = GoldenCase.root.appendingPathComponent("models")

  /// Every folder, in order.
  package static let all = RepositoryPaths.contents(of: root).map { GoldenFolder(description: $0) }

  /// Runs `command` in the repository; gives what is to be reported.
  package func problems() throws -> [String] {
    let golden = Self.root.appendingPathComponent(description)
    let command = try String(
      contentsOf: golden.appendingPathComponent("command"), encoding: .utf8)
    let folder = try TemporaryFolder()
    let line = command.trimmingCharacters(in: .newlines)
      .replacingOccurrences(of: "{output}", with: folder.path)
    let result = CommandRunner.run(
      Array(CommandRunner.words(line).dropFirst(2)), in: RepositoryPaths.root.path)
    var found: [String: String] = [:]
    for name in folder.files where !name.hasPrefix("constants/") {
      let text = GoldenRun.describe(try folder.data(name))
      found[text.hasPrefix("sha256 ") ? "\(name).sha256" : name] = text
    }
    found["stdout"] = result.output.replacingOccurrences(of: folder.path, with: "{output}")
    found["stderr"] = result.error.isEmpty ? nil : result.error
    found["status"] = result.status == 0 ? nil : "\(result.status)\n"
    let known = RepositoryPaths.contents(of: golden).filter {
      $0 != "command" && !$0.hasSuffix(".observed")
    }
    return Set(known).union(found.keys).sorted().compactMap { name in
      let file = golden.appendingPathComponent(name)
      guard let text = found[name] else { return "\(description): nothing wrote \(name)" }
      return GoldenRecord.problem(text, at: file)
    }
  }
}
