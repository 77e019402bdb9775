import Basic
import Foundation

/// Runs golden archives.
package enum GoldenRun {
  /// A command of an archive that cannot be run.
  package struct Unusable: Error, CustomStringConvertible {
    /// What is wrong.
    package let description: String
  }

  /// Runs the commands of `archive` and gives it back with the sections that came out.
  package static func observe(_ archive: GoldenArchive) throws -> GoldenArchive {
    let folder = try TemporaryFolder()
    for input in archive.named("input") {
      try folder.write(expand(input.content), to: input.name)
    }
    let inputs = Set(archive.named("input").map(\.name))
    let unchecked = Set(archive.named("unchecked").map(\.name))
    var result = CommandResult()
    for command in archive.commands {
      let words = CommandRunner.words(expand(command))
      switch words.first {
      case "dnnc":
        let next = CommandRunner.run(Array(words.dropFirst()), in: folder.path)
        result.output += next.output
        result.error += next.error
        result.status = next.status
      case "increment" where words.count == 3:
        try folder.increment(words[1], at: Int(words[2]) ?? -1)
      default: throw Unusable(description: "not a command: \(command)")
      }
    }
    var sections = archive.given
    if !result.output.isEmpty { sections.append(.init("stdout", shown(result.output, folder))) }
    if !result.error.isEmpty { sections.append(.init("stderr", shown(result.error, folder))) }
    if result.status != 0 { sections.append(.init("status", "\(result.status)\n")) }
    for name in folder.files where !inputs.contains(name) && !unchecked.contains(name) {
      // A constant is named by the digest of its bytes: the texts that name it say all.
      guard !name.split(separator: "/").dropLast().contains("constants") else { continue }
      sections.append(.init("file \(name)", shown(describe(try folder.data(name)), folder)))
    }
    return GoldenArchive(commands: archive.commands, sections: sections)
  }

  /// The text of a file, or the digest of one that is no text.
  package static func describe(_ data: Data) -> String {
    if let text = String(data: data, encoding: .utf8), !text.contains("\0") { return text }
    return "sha256 \(data.withUnsafeBytes { ContentHash(of: $0) })\n"
  }

  /// A text with placeholders replaced.
  package static func expand(_ text: String) -> String {
    text.replacingOccurrences(of: "{repository}", with: RepositoryPaths.root.path)
  }

  /// Every output ends its last line; one that does not is shown to lack the end.
  private static func shown(_ text: String, _ folder: TemporaryFolder) -> String {
    let portable = text.replacingOccurrences(of: RepositoryPaths.root.path, with: "{repository}")
      .replacingOccurrences(of: folder.path, with: "{temporary folder}")
    return portable.hasSuffix("\n") || portable.isEmpty ? portable : portable + "{no newline}\n"
  }
}
