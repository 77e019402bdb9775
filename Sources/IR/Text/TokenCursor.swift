import Basic

/// Walks over tokens for a parser that reports a fault and goes on with the next statement.
package struct TokenCursor {
  /// A fault was reported; the statement is given up.
  package struct Failure: Error {}

  /// The tokens; the last is of kind `end`.
  package let tokens: [Token]

  /// The rule that broken syntax is reported by.
  package let syntaxRule: Rule

  /// What was found so far.
  package var bag: DiagnosticBag

  /// The token looked at.
  package private(set) var position = 0

  /// How many brackets are open.
  private var depth = 0

  /// More open brackets than any description needs, and few enough for the stack of a thread.
  private static let depthLimit = 100

  /// Starts at the first token.
  package init(_ tokens: [Token], rule: Rule, bag: DiagnosticBag) {
    self.tokens = tokens
    syntaxRule = rule
    self.bag = bag
  }

  /// The token looked at.
  package var current: Token { tokens[position] }

  /// The token after it.
  package var following: Token { tokens[min(position + 1, tokens.count - 1)] }

  /// Moves on and gives the token left behind.
  @discardableResult
  package mutating func advance() -> Token {
    let token = current
    if position < tokens.count - 1 { position += 1 }
    return token
  }

  /// Moves past the mark `text` if it stands here.
  package mutating func accept(_ text: String) -> Bool {
    guard current.isMark(text) else { return false }
    advance()
    return true
  }

  /// Moves past the word `text` if it stands here.
  package mutating func acceptWord(_ text: String) -> Bool {
    guard current.kind == .name, current.text == text else { return false }
    advance()
    return true
  }

  /// Moves past the mark `text`, which must stand here.
  @discardableResult
  package mutating func expect(_ text: String, _ context: String) throws(Failure) -> Token {
    guard current.isMark(text) else { throw fail("expected '\(text)' \(context)") }
    return advance()
  }

  /// Moves past a token of `kind`, which must stand here.
  package mutating func expect(_ kind: Token.Kind, _ what: String) throws(Failure) -> Token {
    guard current.kind == kind else { throw fail("expected \(what)") }
    return advance()
  }

  /// An integer that fits 32 bits, which must stand here.
  package mutating func expectInteger(_ what: String) throws(Failure) -> Int {
    let token = try expect(.number, what)
    guard let value = Int(token.text), value.magnitude <= Int(Int32.max) + 1 else {
      throw fail("\(token.text) is not \(what) of at most 32 bits", at: token.range, found: false)
    }
    return value
  }

  /// A number, `inf`, `-inf` or `nan`, which must stand here.
  package mutating func expectNumber(_ what: String) throws(Failure) -> Double {
    if acceptWord("inf") { return .infinity }
    if acceptWord("nan") { return .nan }
    if current.isMark("-"), following.text == "inf" {
      advance()
      advance()
      return -.infinity
    }
    let token = try expect(.number, what)
    guard let value = Double(token.text), value.isFinite else {
      throw fail("\(token.text) is not \(what)", at: token.range, found: false)
    }
    return value
  }

  /// Entries between brackets, separated by commas; the opening bracket stands here.
  package mutating func list<Element>(
    _ open: String, _ close: String, _ context: String,
    _ element: (inout TokenCursor) throws(Failure) -> Element
  ) throws(Failure) -> [Element] {
    guard depth < Self.depthLimit else {
      throw fail("there are more than \(Self.depthLimit) open brackets", found: false)
    }
    depth += 1
    defer { depth -= 1 }
    try expect(open, context)
    var elements: [Element] = []
    if accept(close) { return elements }
    repeat {
      if current.isMark(close), !elements.isEmpty { break }
      elements.append(try element(&self))
    } while accept(",")
    guard accept(close) else { throw fail("expected ',' or '\(close)' \(context)") }
    return elements
  }

  /// Reports a fault at the current token, naming it unless told otherwise.
  package mutating func fail(
    _ message: String, at range: SourceRange? = nil, found: Bool = true, help: String? = nil
  ) -> Failure {
    let text = found ? "\(message), found \(current.description)" : message
    bag.report(.error(syntaxRule, text, at: .source(range ?? current.range), help: help))
    return Failure()
  }

  /// Skips to the next token that starts a line and is not a continuation, or to a closing brace.
  package mutating func skipToNextStatement() {
    while current.kind != .end {
      if current.startsLine, current.kind == .name || current.isMark("%") || current.isMark("}") {
        return
      }
      advance()
    }
  }
}
