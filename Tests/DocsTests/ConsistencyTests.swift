import Basic
import Driver
import Foundation
import IR
import Operators
import TestSupport
import Testing

/// Holds what is written twice to what is written once.
@Suite struct ConsistencyTests {
  @Test(arguments: Targets.all.map(\.name))
  func carriedTargetEqualsItsFile(_ name: String) throws {
    let target = try #require(Targets.all.first { $0.name == name })
    let text = try Documents.text("Models/targets/\(name).json")
    #expect(target.text.trimmingCharacters(in: .newlines) == text.trimmingCharacters(in: .newlines))
  }

  @Test func everyTargetFileIsCarried() {
    let files = RepositoryPaths.contents(
      of: RepositoryPaths.models.appendingPathComponent("targets"))
    #expect(files == Targets.all.map { "\($0.name).json" }.sorted())
  }

  @Test func codesAreUnique() {
    let constraints = OperatorCatalog.standard.definitions.flatMap { definition in
      definition.constraints.map { definition.code($0.number) }
    }
    var seen: Set<String> = []
    let repeated = (Catalogs.rules.map(\.code) + constraints).filter { !seen.insert($0).inserted }
    #expect(repeated == [])
  }

  @Test func everyRuleIsDocumented() throws {
    let documented = Set(Catalogs.rules.map(\.code))
    let declaration = /[ =]Rule\(\s*"([a-z0-9.-]+)"/
    // Rules that every backend has are written once, with its kind in their codes.
    let template = /[ =]Rule\(\s*"\\\(kind\)\.[a-z0-9]+"/
    var count = 0
    for file in Self.files(in: "Sources", ["swift"]) {
      let text = try Documents.text(file)
      count += text.matches(of: template).count * Backends.all.count
      for match in text.matches(of: declaration) {
        count += 1
        #expect(documented.contains(String(match.1)), "\(file): \(match.1) is in no catalogue")
      }
    }
    #expect(count == documented.count)
  }

  /// Everything outside the repository that its texts may name, and where.
  @Test func oneFileKnowsReferencesOutside() throws {
    let words = ["../" + "shared", "/" + "work/", "/" + "root/"]
    let allowed = ["Sources/TestSupport/RepositoryPaths.swift"]
    let folders = ["Sources", "Tests", "Models", "docs"].flatMap {
      Self.files(in: $0, ["swift", "md", "py", "dnn", "dnnir", "golden", "json", "txt"])
    }
    for file in folders + ["README.md", "Makefile", "Package.swift"] where !allowed.contains(file) {
      let text = try Documents.text(file)
      for word in words { #expect(!text.contains(word), "\(file) names \(word)") }
    }
  }

  @Test func everySourceCitedIsListed() throws {
    let references = try Documents.text("docs/references.md")
    let citation = /\[([a-z]+[0-9][0-9])\]/
    for file in Self.files(in: "Sources", ["swift"]) {
      for match in try Documents.text(file).matches(of: citation) {
        #expect(references.contains("**\(match.1)**"), "\(file) cites \(match.1)")
      }
    }
  }

  /// Files below a folder of the repository with one of some extensions, in order.
  private static func files(in folder: String, _ extensions: [String]) -> [String] {
    let root = RepositoryPaths.root.appendingPathComponent(folder)
    let all =
      FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return all.filter { name in extensions.contains { name.hasSuffix(".\($0)") } }
      .map { "\(folder)/\($0)" }.sorted()
  }
}
