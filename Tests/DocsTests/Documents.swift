import Driver
import Foundation
import TestSupport

/// The texts of the documentation.
enum Documents {
  static let folder = RepositoryPaths.root.appendingPathComponent("docs")

  /// Every page, relative to the repository, in order.
  static let pages: [String] = {
    let found =
      FileManager.default.enumerator(atPath: folder.path)?
      .compactMap { $0 as? String } ?? []
    return ["README.md", "Models/README.md"]
      + found.filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }.sorted()
  }()

  /// The pages that people write.
  static let handWritten: [String] = {
    let generated = Set(GeneratedPages.all.map { "docs/\($0.path)" })
    return pages.filter { !generated.contains($0) }
  }()

  static func text(_ page: String) throws -> String {
    try String(contentsOf: RepositoryPaths.root.appendingPathComponent(page), encoding: .utf8)
  }

  /// The lines of a page outside blocks of code, and the blocks with their language.
  static func parts(_ page: String) throws -> (prose: [String], blocks: [Block]) {
    var (prose, blocks): ([String], [Block]) = ([], [])
    var isOpen = false
    for line in try text(page).split(separator: "\n", omittingEmptySubsequences: false) {
      let line = String(line)
      if line.hasPrefix("```") {
        isOpen.toggle()
        if isOpen { blocks.append(Block(language: String(line.dropFirst(3)), lines: [])) }
      } else if isOpen {
        blocks[blocks.count - 1].lines.append(line)
      } else {
        prose.append(line)
      }
    }
    return (prose, blocks)
  }

  /// A block of code.
  struct Block {
    let language: String
    var lines: [String]
  }
}
