import Foundation
import TestSupport
import Testing

/// Runs the commands that the documentation prints.
///
/// Each line `dnnc …` of a block marked `sh` in a page written by hand runs in a temporary folder
/// that holds the models; a page's commands run in order, and see the files of those before. A
/// comment `# exits 2` states another status than 0. A block marked `text` right after one command
/// is what it prints.
@Suite(.enabled(if: isOptimized, "whole models take minutes without optimization"))
struct CommandTests {
  @Test(arguments: Documents.handWritten)
  func commandsRunAsStated(_ page: String) throws {
    let blocks = try Documents.parts(page).blocks
    guard blocks.contains(where: { $0.language == "sh" }) else { return }
    let folder = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/Models", withDestinationPath: RepositoryPaths.models.path)
    for (index, block) in blocks.enumerated() where block.language == "sh" {
      var last: CommandResult?
      for line in block.lines where line.hasPrefix("dnnc ") {
        let command = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
        let result = CommandRunner.run(
          Array(CommandRunner.words(command).dropFirst()), in: folder.path)
        #expect(result.status == status(line), "\(page): \(line)\n\(result.error)")
        last = result
      }
      let following = index + 1 < blocks.count ? blocks[index + 1] : nil
      guard let following, following.language == "text", block.lines.count == 1, let last else {
        continue
      }
      let shown = following.lines.joined(separator: "\n") + "\n"
      let printed = last.output + last.error
      #expect(
        printed == shown,
        "\(page): \(block.lines[0])\n\(TextDifference.unified(expected: shown, found: printed))")
    }
  }

  /// A block marked `dnn` is a whole network that `check` finds nothing wrong with.
  @Test(arguments: Documents.handWritten)
  func networksAreSound(_ page: String) throws {
    for block in try Documents.parts(page).blocks where block.language == "dnn" {
      let folder = try TemporaryFolder()
      try folder.write(block.lines.joined(separator: "\n") + "\n", to: "net.dnn")
      let result = CommandRunner.run(["check", "net.dnn"], in: folder.path)
      #expect(result.status == 0 && !result.error.contains("warning"), "\(page)\n\(result.error)")
    }
  }

  @Test func theReadmeHasCommands() throws {
    let blocks = try Documents.parts("README.md").blocks.filter { $0.language == "sh" }
    #expect(blocks.flatMap(\.lines).contains { $0.hasPrefix("dnnc ") })
  }

  private func status(_ line: String) -> Int32 {
    line.components(separatedBy: "# exits ").dropFirst().first.flatMap { Int32($0) } ?? 0
  }
}
