import Driver
import Foundation
import TestSupport
import Testing

/// Holds the generated pages to what the declarations say.
@Suite struct GeneratedPagesTests {
  @Test(arguments: GeneratedPages.all.map(\.path))
  func pageIsUpToDate(_ path: String) throws {
    let page = try #require(GeneratedPages.all.first { $0.path == path })
    let file = Documents.folder.appendingPathComponent(path)
    let found = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    let difference = TextDifference.unified(expected: page.text, found: found)
    #expect(
      difference.isEmpty, "docs/\(path) is out of date: run `make docs`\n\(difference)")
  }

  @Test(arguments: ["operators", "support"])
  func nothingElseStandsBesideThem(_ folder: String) {
    let generated = GeneratedPages.all.map(\.path).filter { $0.hasPrefix("\(folder)/") }
    let found = RepositoryPaths.contents(of: Documents.folder.appendingPathComponent(folder))
    #expect(found.map { "\(folder)/\($0)" } == generated.sorted())
  }

  @Test func theCommandWritesThem() throws {
    let folder = try TemporaryFolder()
    let result = CommandRunner.run(["generate-pages", "pages"], in: folder.path)
    #expect(result.status == 0)
    #expect(result.output + result.error == "")
    #expect(folder.files == GeneratedPages.all.map { "pages/\($0.path)" }.sorted())
  }
}
