import TestSupport
import Testing

/// Holds texts to the diagnostics that their comments announce.
@Suite struct DiagnosticTests {
  @Test(arguments: ExpectedDiagnostics.all)
  func announcedDiagnosticsAndNoOthers(_ file: ExpectedDiagnostics) throws {
    let announced = ExpectedDiagnostics.announced(in: try file.text())
    let found = try file.found()
    let difference = TextDifference.unified(
      expected: announced.joined(separator: "\n"), found: found.joined(separator: "\n"))
    #expect(difference.isEmpty, "\(file) (-announced +found)\n\(difference)")
  }

  @Test(arguments: [".dnn", ".dnnir"])
  func bothLanguagesHaveFiles(_ ending: String) {
    #expect(ExpectedDiagnostics.all.contains { $0.description.hasSuffix(ending) })
  }
}
