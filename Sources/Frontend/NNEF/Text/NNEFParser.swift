import Basic
import IR

/// Reads the flat syntax of NNEF 1.0 (Khronos, Neural Network Exchange Format 1.0.5, section 2).
struct NNEFParser {
  private var cursor: TokenCursor
  private var document = NNEFDocument(
    graph: NNEFGraph(name: NNEFParser.nothing, inputs: [], outputs: []))

  private static let nothing = Token(
    kind: .end, text: "", range: SourceRange(file: ID(0), line: 1, column: 1, length: 1),
    startsLine: true)

  /// Reads a text; what could be understood comes back even after errors.
  static func parse(
    _ text: String, file: ID<SourceFile>, into bag: inout DiagnosticBag
  ) -> NNEFDocument? {
    let lexer = NNEFLexer(text, file: file, into: &bag)
    var parser = NNEFParser(
      cursor: TokenCursor(lexer.tokens, rule: NNEFRules.syntax, bag: bag))
    let isComplete = parser.readDocument()
    bag = parser.cursor.bag
    parser.document.names = lexer.names
    return isComplete ? parser.document : nil
  }

  private mutating func readDocument() -> Bool {
    do throws(TokenCursor.Failure) {
      try version()
      while cursor.acceptWord("extension") {
        repeat {
          document.extensions.append(try cursor.expect(.name, "the name of an extension"))
        } while cursor.current.kind == .name
        try cursor.expect(";", "after an extension")
      }
      while cursor.acceptWord("fragment") { try fragment() }
      guard cursor.acceptWord("graph") else { throw cursor.fail("expected 'graph'") }
      document.graph.name = try cursor.expect(.name, "the name of the graph")
      document.graph.inputs = try identifiers("around the inputs")
      try cursor.expect("->", "before the outputs")
      document.graph.outputs = try identifiers("around the outputs")
      try cursor.expect("{", "before the assignments")
      while cursor.current.kind != .end, !cursor.current.isMark("}") { assignment() }
      try cursor.expect("}", "after the assignments")
      guard cursor.current.kind == .end else {
        throw cursor.fail("expected the end of the text: a file holds one graph")
      }
      return true
    } catch { return false }
  }

  private mutating func version() throws(TokenCursor.Failure) {
    guard cursor.acceptWord("version") else {
      throw cursor.fail("the text starts with 'version 1.0;'")
    }
    let number = try cursor.expect(.number, "the number of the version")
    if number.text != "1.0" {
      cursor.bag.report(
        .error(
          NNEFRules.version, "the version is \(number.text), and the compiler reads 1.0",
          at: .source(number.range)))
    }
    try cursor.expect(";", "after the version")
  }

  private mutating func identifiers(_ context: String) throws(TokenCursor.Failure) -> [Token] {
    try cursor.list("(", ")", context) {
      (cursor: inout TokenCursor) throws(TokenCursor.Failure) in
      try Self.identifier(&cursor)
    }
  }

  private static func identifier(_ cursor: inout TokenCursor) throws(TokenCursor.Failure) -> Token {
    guard !NNEFLexer.words.contains(cursor.current.text) else {
      throw cursor.fail(
        "expected an identifier, which '\(cursor.current.text)' is not", found: false)
    }
    return try cursor.expect(.name, "an identifier")
  }

  /// Passes over a fragment, of which only the name is kept.
  private mutating func fragment() throws(TokenCursor.Failure) {
    let name = try cursor.expect(.name, "the name of a fragment")
    document.fragments[name.text] = name
    while cursor.current.kind != .end, !cursor.current.isMark("{"), !cursor.current.isMark(";") {
      cursor.advance()
    }
    if cursor.accept(";") { return }
    var depth = 0
    repeat {
      if cursor.current.isMark("{") { depth += 1 }
      if cursor.current.isMark("}") { depth -= 1 }
      guard cursor.current.kind != .end else { throw cursor.fail("expected '}' after a fragment") }
      cursor.advance()
    } while depth > 0
  }

  private mutating func assignment() {
    var targets: [NNEFTarget] = []
    do throws(TokenCursor.Failure) {
      let isBracketed = cursor.accept("(")
      repeat { targets.append(try target()) } while cursor.accept(",")
      if isBracketed { try cursor.expect(")", "after the results") }
      try cursor.expect("=", "after the results")
      guard cursor.current.kind == .name, !NNEFLexer.words.contains(cursor.current.text) else {
        throw cursor.fail("expected an operation: an assignment calls one")
      }
      let call = try Self.call(cursor.advance(), &cursor)
      try Self.refuseOperator(&cursor)
      try cursor.expect(";", "after the operation")
      document.graph.assignments.append(NNEFAssignment(targets: targets, call: call))
    } catch {
      // The identifiers stay known, so that operations which read them are not blamed.
      document.graph.assignments.append(NNEFAssignment(targets: targets, call: nil))
      while cursor.current.kind != .end, !cursor.current.isMark("}") {
        if cursor.advance().isMark(";") { return }
      }
    }
  }

  private mutating func target() throws(TokenCursor.Failure) -> NNEFTarget {
    guard cursor.current.isMark("[") else { return .name(try Self.identifier(&cursor)) }
    return .list(
      try cursor.list("[", "]", "around results") {
        (cursor: inout TokenCursor) throws(TokenCursor.Failure) in
        try Self.identifier(&cursor)
      })
  }

  private static func call(
    _ name: Token, _ cursor: inout TokenCursor
  ) throws(TokenCursor.Failure) -> NNEFCall {
    var generic: Token?
    if cursor.accept("<") {
      generic = try cursor.expect(.name, "a type")
      try cursor.expect(">", "after the type")
    }
    let arguments = try cursor.list("(", ")", "in the arguments of '\(name.text)'") {
      (cursor: inout TokenCursor) throws(TokenCursor.Failure) -> NNEFArgument in
      var label: Token?
      if cursor.current.kind == .name, cursor.following.isMark("=") {
        label = cursor.advance()
        cursor.advance()
      }
      return NNEFArgument(label: label, value: try expression(&cursor))
    }
    return NNEFCall(name: name, generic: generic, arguments: arguments)
  }

  private static func expression(
    _ cursor: inout TokenCursor
  ) throws(TokenCursor.Failure) -> NNEFExpression {
    let token = cursor.current
    let value: NNEFExpression
    switch token.kind {
    case .number: value = .number(cursor.advance())
    case .string: value = .string(cursor.advance())
    case .name where token.text == "true" || token.text == "false":
      cursor.advance()
      value = .logical(token.text == "true", token.range)
    case .name:
      let name = try identifier(&cursor)
      let isCall = cursor.current.isMark("(") || cursor.current.isMark("<")
      value = isCall ? .call(try call(name, &cursor)) : .name(name)
    case .mark where token.text == "[":
      value = .list(try cursor.list("[", "]", "around a list", expression), token.range)
    case .mark where token.text == "(":
      value = .list(try cursor.list("(", ")", "around a tuple", expression), token.range)
    default: throw cursor.fail("expected an identifier, a literal, a list or an operation")
    }
    try refuseOperator(&cursor)
    return value
  }

  /// Refuses what follows an expression only in the syntax with operators.
  private static func refuseOperator(_ cursor: inout TokenCursor) throws(TokenCursor.Failure) {
    let operators = ["+", "-", "*", "/", "^", "<", "<=", ">", ">=", "==", "!=", "&&", "||", "["]
    guard operators.contains(where: cursor.current.isMark) || cursor.current.text == "if" else {
      return
    }
    throw cursor.fail(
      "expected ',', ')' or ';': expressions with operators are not read",
      help: "write the operation, as in add(x, y)")
  }
}
