import Basic
import Testing

@Suite struct DiagnosticRendererTests {
  private let text = "network n\n\ty = maxpool(x)\nlast"

  private func render(
    _ place: (ID<SourceFile>) -> Diagnostic.Place, notes: [Diagnostic.Note] = [],
    help: String? = nil, color: Bool = false
  ) -> String {
    var files = Table<SourceFile>()
    let file = files.append(SourceFile(name: "net.dnn", text: text))
    return DiagnosticRenderer(files: files, usesColor: color).render(
      Diagnostic(
        .error, "dnn.unknown-operator", "there is no operator 'maxpool'", at: place(file),
        notes: notes, help: help))
  }

  @Test func keepsTabsUnderTheLine() {
    let found = render { .source(SourceRange(file: $0, line: 2, column: 6, length: 7)) }
    #expect(
      found == """
        net.dnn:2:6: error: there is no operator 'maxpool' [dnn.unknown-operator]
            2 | \ty = maxpool(x)
              | \t    ^~~~~~~

        """)
  }

  @Test(arguments: [(1, 99, "^~~~"), (4, 1, "^"), (4, 5, "^"), (5, 1, "    ^"), (9, 3, "    ^")])
  func stopsAtTheEndOfTheLine(_ column: Int, _ length: Int, _ marks: String) {
    let found = render { .source(SourceRange(file: $0, line: 3, column: column, length: length)) }
    let lead = String(repeating: " ", count: min(column, 4) - 1)
    let expected = marks.hasPrefix(" ") ? marks : lead + marks
    #expect(found.split(separator: "\n").last.map(String.init) == "      | " + expected)
  }

  @Test func notesAndHelpFollow() {
    let found = render(
      { .source(SourceRange(file: $0, line: 1, column: 1, length: 7)) },
      notes: [
        .init("the rule: names are known"),
        .init("it was read here", at: .file("w.npz", offset: 12)),
        .init("first use", at: .source(SourceRange(file: ID(0), line: 3, column: 2, length: 2))),
      ], help: "did you mean 'max_pool2d'?")
    #expect(
      found == """
        net.dnn:1:1: error: there is no operator 'maxpool' [dnn.unknown-operator]
            1 | network n
              | ^~~~~~~
          note: the rule: names are known
        w.npz at byte 12: note: it was read here
        net.dnn:3:2: note: first use
            3 | last
              |  ^~
          help: did you mean 'max_pool2d'?

        """)
  }

  @Test func onlyTheSurroundingsOfALongLineAreShown() {
    let text =
      String(repeating: "x", count: 5_000) + "\u{7}!" + String(repeating: "y", count: 5_000)
    var files = Table<SourceFile>()
    let file = files.append(SourceFile(name: "long.dnn", text: text))
    let place = Diagnostic.Place.source(
      SourceRange(file: file, line: 1, column: 5_001, length: 1))
    let found = DiagnosticRenderer(files: files).render(
      Diagnostic(.error, "text.token", "unexpected", at: place))
    let lines = found.split(separator: "\n").map(String.init)
    #expect(lines.count == 3)
    #expect(lines.dropFirst().allSatisfy { $0.count < 200 })
    #expect(lines[1].contains("xx\u{FFFD}!yy"))
    let caret = lines[2].firstIndex(of: "^").map {
      lines[2].distance(from: lines[2].startIndex, to: $0)
    }
    let bell = lines[1].firstIndex(of: "\u{FFFD}").map {
      lines[1].distance(from: lines[1].startIndex, to: $0)
    }
    #expect(caret == bell)
  }

  @Test(arguments: [
    (Diagnostic.Place.none, "dnnc"), (.file("w.npy", offset: nil), "w.npy"),
    (.file("w.npy", offset: 0), "w.npy at byte 0"),
  ])
  func placesWithoutALine(_ place: Diagnostic.Place, _ lead: String) {
    #expect(
      render { _ in place }
        == "\(lead): error: there is no operator 'maxpool' [dnn.unknown-operator]\n")
  }

  @Test func aLineBeyondTheTextIsNotShown() {
    let found = render { .source(SourceRange(file: $0, line: 7, column: 1, length: 1)) }
    #expect(
      found == "net.dnn:7:1: error: there is no operator 'maxpool' [dnn.unknown-operator]\n")
  }

  @Test func coloursOnlyWhenAsked() {
    let plain = render(
      { .source(SourceRange(file: $0, line: 2, column: 6, length: 7)) }, help: "h")
    let colored = render(
      { .source(SourceRange(file: $0, line: 2, column: 6, length: 7)) }, help: "h", color: true)
    #expect(!plain.contains("\u{1B}"))
    #expect(colored.contains("\u{1B}[1;31merror\u{1B}[0m"))
    #expect(colored.contains("\u{1B}[32m^~~~~~~\u{1B}[0m"))
    var stripped = colored
    for code in ["\u{1B}[1;31m", "\u{1B}[32m", "\u{1B}[0m"] {
      stripped = stripped.split(separator: code, omittingEmptySubsequences: false).joined()
    }
    #expect(stripped == plain)
  }
}
