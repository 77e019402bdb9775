import Basic
import Testing

private func lex(_ text: String) -> (tokens: [Token], bag: DiagnosticBag) {
  var bag = DiagnosticBag()
  return (Lexer.tokens(of: text, file: ID(0), into: &bag), bag)
}

@Suite struct LexerTests {
  @Test func tellsTheKindsApart() {
    let (tokens, bag) = lex("c1.w = conv2d(x, -1.5e-3) -> \"a \\\"b\\\\\" # the rest\n%y @z - _a")
    #expect(bag.diagnostics.isEmpty)
    let names = ["c1.w", "conv2d", "x", "y", "z", "_a"]
    #expect(tokens.filter { $0.kind == .name }.map(\.text) == names)
    #expect(tokens.filter { $0.kind == .number }.map(\.text) == ["-1.5e-3"])
    #expect(tokens.filter { $0.kind == .string }.map(\.text) == ["a \"b\\"])
    #expect(
      tokens.filter { $0.kind == .mark }.map(\.text)
        == ["=", "(", ",", ")", "->", "%", "@", "-"])
    #expect(tokens.last?.kind == .end)
  }

  @Test(arguments: ["0", "-7", "0.5", "1e5", "1E+5", "-2.5e-10", "007"])
  func numbersAreOneToken(_ text: String) {
    let (tokens, _) = lex(text)
    #expect(tokens.map(\.kind) == [.number, .end])
    #expect(tokens[0].text == text)
  }

  @Test func placesAreCountedInScalars() {
    let (tokens, _) = lex("# é\n  \"é✓\" ab\r\n\tc")
    let places = tokens.dropLast().map { [$0.range.line, $0.range.column, $0.range.length] }
    #expect(places == [[2, 3, 4], [2, 8, 2], [3, 2, 1]])
    #expect(tokens.dropLast().map(\.startsLine) == [true, false, true])
  }

  @Test func faultsAreReportedAndTheRestIsRead() {
    let (tokens, bag) = lex("a ; b ? c\n\"open\nd é")
    #expect(tokens.filter { $0.kind == .name }.map(\.text) == ["a", "b", "c", "d", "é"])
    #expect(
      bag.diagnostics.map(\.message) == [
        "unexpected character ';'", "unexpected character '?'",
        "the string does not end on its line", "unexpected name 'é'",
      ])
    #expect(bag.diagnostics.allSatisfy { $0.code == Lexer.rule.code })
  }

  @Test(arguments: ["", "plain", "a \"b\"", "back\\slash\\", "\"\u{301}", "é✓😀", "# no comment"])
  func quotedTextComesBack(_ text: String) {
    let (tokens, bag) = lex(Lexer.quoted(text))
    #expect(bag.diagnostics.isEmpty)
    #expect(tokens.map(\.kind) == [.string, .end])
    #expect(tokens.first.map { Array($0.text.unicodeScalars) } == Array(text.unicodeScalars))
  }

  @Test(arguments: [
    ("c1.weight", true), ("_x", true), ("x2", true), ("2x", false), (".x", false), ("", false),
    ("a b", false), ("é", false), ("a-b", false),
  ])
  func plainNames(_ text: String, _ isPlain: Bool) { #expect(Lexer.isPlainName(text) == isPlain) }
}
