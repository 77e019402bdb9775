import Basic
import IR

/// Reads network descriptions by the grammar of docs/language.md.
struct DNNParser {
  private var cursor: TokenCursor

  /// Reads the tokens of one file; what could be understood comes back even after errors.
  static func parse(_ tokens: [Token], into bag: inout DiagnosticBag) -> NetworkSyntax? {
    var parser = DNNParser(cursor: TokenCursor(tokens, rule: DNNRules.syntax, bag: bag))
    let network = parser.network()
    bag = parser.cursor.bag
    return network
  }

  private mutating func network() -> NetworkSyntax? {
    do throws(TokenCursor.Failure) {
      guard cursor.acceptWord("network") else {
        throw cursor.fail(
          "a network description starts with 'network'",
          help: "for example: network lenet5(image: f32[N, 1, 28, 28]) -> (scores)")
      }
      var network = NetworkSyntax(name: try cursor.expect(.name, "the name of the network"))
      network.inputs = try cursor.list("(", ")", "around the inputs", Self.input)
      try cursor.expect("->", "before the outputs")
      network.outputs = try cursor.list("(", ")", "around the outputs") {
        (cursor: inout TokenCursor) throws(TokenCursor.Failure) in
        try cursor.expect(.name, "the name of an output")
      }
      if cursor.acceptWord("weights") { network.weights = try weights() }
      try cursor.expect("{", "before the statements")
      while cursor.current.kind != .end, !cursor.current.isMark("}") {
        statement(into: &network)
      }
      try cursor.expect("}", "after the statements")
      guard cursor.current.kind == .end else {
        throw cursor.fail("expected the end of the text: a file holds one network")
      }
      return network
    } catch {
      return nil
    }
  }

  private static func input(_ cursor: inout TokenCursor) throws(TokenCursor.Failure)
    -> InputSyntax
  {
    let name = try cursor.expect(.name, "the name of an input")
    try cursor.expect(":", "after the name of an input")
    let element = try IRTypeSyntax.element(&cursor)
    let dimensions = try cursor.list("[", "]", "around the shape") {
      (cursor: inout TokenCursor) throws(TokenCursor.Failure) -> DimensionSyntax in
      if cursor.current.kind == .name { return .named(cursor.advance()) }
      return .size(try cursor.expectInteger("a size or the name of one"))
    }
    return InputSyntax(
      name: name, element: element, dimensions: dimensions,
      quantization: try IRTypeSyntax.quantization(&cursor))
  }

  private mutating func weights() throws(TokenCursor.Failure) -> WeightsSyntax {
    if cursor.current.kind == .string { return .file(cursor.advance()) }
    guard cursor.acceptWord("seeded") else {
      throw cursor.fail("expected a file name in quotes or seeded(number) after 'weights'")
    }
    try cursor.expect("(", "after 'seeded'")
    let seed = try cursor.expectInteger("a seed")
    try cursor.expect(")", "after the seed")
    return .seeded(seed)
  }

  private mutating func statement(into network: inout NetworkSyntax) {
    let start = cursor.position
    var names: [Token] = []
    do throws(TokenCursor.Failure) {
      repeat {
        names.append(try cursor.expect(.name, "the name of a result"))
      } while cursor.accept(",")
      try cursor.expect("=", "after the name of a result")
      let value = try Self.expression(&cursor)
      network.statements.append(StatementSyntax(names: names, value: value))
      guard cursor.current.startsLine || cursor.current.isMark("}") || cursor.current.kind == .end
      else {
        _ = cursor.fail("expected a new line after the statement")
        // What looks like a statement is read as one, for the faults that it holds.
        if !cursor.following.isMark("=") { cursor.skipToNextStatement() }
        return
      }
    } catch {
      // The names stay known, so that statements which use them are not blamed.
      network.statements.append(
        StatementSyntax(names: names, value: .list([], cursor.current.range)))
      if cursor.position == start { cursor.advance() }
      cursor.skipToNextStatement()
    }
  }

  private static func expression(_ cursor: inout TokenCursor) throws(TokenCursor.Failure)
    -> ExpressionSyntax
  {
    let token = cursor.current
    switch token.kind {
    case .number: return .number(cursor.advance())
    case .string: return .string(cursor.advance())
    case .name:
      cursor.advance()
      return cursor.current.isMark("(") ? .call(try call(token, &cursor)) : .name(token)
    case .mark where token.text == "[":
      return .list(try cursor.list("[", "]", "around a list", expression), token.range)
    case .mark where token.text == "-" && cursor.following.text == "inf":
      cursor.advance()
      let word = cursor.advance()
      return .number(
        Token(kind: .number, text: "-inf", range: word.range, startsLine: token.startsLine))
    default:
      throw cursor.fail("expected a name, a number, a string, a list or a call")
    }
  }

  private static func call(
    _ name: Token, _ cursor: inout TokenCursor
  ) throws(TokenCursor.Failure) -> CallSyntax {
    let arguments = try cursor.list("(", ")", "in the arguments of '\(name.text)'") {
      (cursor: inout TokenCursor) throws(TokenCursor.Failure) -> ArgumentSyntax in
      var label: Token?
      if cursor.current.kind == .name, cursor.following.isMark("=") {
        label = cursor.advance()
        cursor.advance()
      }
      return ArgumentSyntax(label: label, value: try expression(&cursor))
    }
    return CallSyntax(name: name, arguments: arguments, range: name.range)
  }
}
