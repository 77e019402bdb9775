import Foundation
import TestSupport
import Testing

/// Runs what the files under `Tests/Golden` say, and compares every byte that comes out.
@Suite struct GoldenTests {
  @Test(arguments: GoldenCase.all)
  func archive(_ golden: GoldenCase) throws {
    if let problem = try golden.problem() { Issue.record(Comment(rawValue: problem)) }
  }

  @Test(arguments: GoldenCase.areas)
  func areaHoldsCases(_ area: String) {
    #expect(GoldenCase.all.contains { $0.area == area })
  }

  @Test(
    .enabled(if: isOptimized, "a whole model takes minutes without optimization"),
    arguments: GoldenFolder.all)
  func folder(_ golden: GoldenFolder) throws {
    for problem in try golden.problems() { Issue.record(Comment(rawValue: problem)) }
  }

  @Test func thereAreFolders() {
    #expect(!GoldenFolder.all.isEmpty)
  }

  @Test(arguments: GoldenCase.all)
  func archiveTextRoundTrips(_ golden: GoldenCase) throws {
    #expect(try golden.archive().text == String(contentsOf: golden.file, encoding: .utf8))
  }
}
