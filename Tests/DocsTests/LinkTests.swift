import Foundation
import TestSupport
import Testing

/// Follows the links of the documentation.
@Suite struct LinkTests {
  @Test(arguments: Documents.pages)
  func relativeLinksResolve(_ page: String) throws {
    let file = RepositoryPaths.root.appendingPathComponent(page)
    for target in try links(page) where !target.contains("://") && !target.hasPrefix("#") {
      let path = String(target.prefix { $0 != "#" })
      let found = file.deletingLastPathComponent().appendingPathComponent(path)
      #expect(
        FileManager.default.fileExists(atPath: found.path), "\(page) links to \(target)")
    }
  }

  @Test func everyPageIsReached() throws {
    var reached: Set<String> = []
    var next = ["README.md"]
    while let page = next.popLast() {
      guard reached.insert(page).inserted, page.hasSuffix(".md") else { continue }
      let folder = URL(fileURLWithPath: "/\(page)").deletingLastPathComponent()
      next += try links(page).filter { !$0.contains("://") && !$0.hasPrefix("#") }.map {
        let path = String($0.prefix { $0 != "#" })
        return String(folder.appendingPathComponent(path).standardizedFileURL.path.dropFirst())
      }
    }
    #expect(Documents.pages.filter { !reached.contains($0) } == [])
  }

  /// The targets of `[text](target)` outside code.
  private func links(_ page: String) throws -> [String] {
    try Documents.parts(page).prose.flatMap { line in
      line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 0 }.map { String($0.element) }
        .joined(separator: "code")
        .components(separatedBy: "](").dropFirst()
        .map { String($0.prefix { $0 != ")" }) }
    }
  }
}
