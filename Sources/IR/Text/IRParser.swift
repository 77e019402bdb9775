import Basic

/// A parsed IR text.
package struct IRFile: Sendable {
  /// The program.
  package var program: Program

  /// The header of a dump, if there is one.
  package var header: IRHeader?

  /// Where things stand in the text.
  package var places: IRPlaces
}

/// Where things stand in an IR text, for diagnostics about what has no location of its own.
package struct IRPlaces: Sendable {
  /// Operations, by their first result.
  package var operations: [ID<Operation>: SourceRange] = [:]

  /// Inputs, by their name.
  package var inputs: [String: SourceRange] = [:]

  /// Constants, by their name.
  package var constants: [String: SourceRange] = [:]

  /// The name of the graph.
  package var graph: SourceRange?

  /// No places: the program was not read from IR text.
  package init() {}
}

/// Reads IR text.
///
/// ```
/// file      = "dnnir" "1" [ "pipeline" string "position" integer ] { constant } graph
/// constant  = "constant" "@" name ":" type [ encoding ] "=" ( "sha256" "(" string ")" | "[" numbers "]" )
/// graph     = "graph" "@" name "(" [ input { "," input } ] ")" "{" { operation } return "}"
/// operation = "%" name { "," "%" name } "=" name "(" [ operand { "," operand } ] ")"
///             [ "{" name ":" value { "," name ":" value } "}" ] ":" types
///             [ "from" "(" [ strings ] ")" ] [ "loc" "(" string ":" int ":" int ":" int ")" ]
/// ```
package struct IRParser {
  private let catalog: OperatorCatalog
  private let resolve: (ContentHash, TensorType) -> Tensor?
  private var cursor: TokenCursor
  private var program = Program(Graph(name: ""))
  private var values: [String: ID<Value>] = [:]
  private var constants: [String: ID<Constant>] = [:]
  private var files: [String: ID<SourceFile>] = [:]
  private var places = IRPlaces()
  private var hasReturn = false
  private var pendingNames: [Token] = []

  /// Reads `text`.
  ///
  /// - Parameters:
  ///   - text: the whole text.
  ///   - name: its name in diagnostics.
  ///   - catalog: the operators, whose declarations say how attributes are read.
  ///   - sources: the table that the text is added to, for rendering diagnostics.
  ///   - bag: takes what is wrong.
  ///   - resolve: finds the elements of a constant by its digest.
  /// - Returns: the program, which is not verified yet, or `nil` after an error.
  package static func parse(
    _ text: String, name: String, catalog: OperatorCatalog, sources: inout Table<SourceFile>,
    into bag: inout DiagnosticBag,
    resolve: @escaping (ContentHash, TensorType) -> Tensor? = { _, _ in nil }
  ) -> IRFile? {
    let file = sources.append(SourceFile(name: name, text: text))
    let tokens = Lexer.tokens(of: text, file: file, into: &bag)
    let errors = bag.errorCount
    var parser = IRParser(
      catalog: catalog, resolve: resolve,
      cursor: TokenCursor(tokens, rule: IRRules.syntax, bag: bag))
    parser.program.sources = sources
    let header = parser.file()
    bag = parser.cursor.bag
    sources = parser.program.sources
    guard bag.errorCount == errors else { return nil }
    return IRFile(program: parser.program, header: header, places: parser.places)
  }

  private init(
    catalog: OperatorCatalog, resolve: @escaping (ContentHash, TensorType) -> Tensor?,
    cursor: TokenCursor
  ) {
    self.catalog = catalog
    self.resolve = resolve
    self.cursor = cursor
  }

  private mutating func file() -> IRHeader? {
    do throws(TokenCursor.Failure) {
      guard cursor.acceptWord("dnnir") else {
        throw cursor.fail("IR text starts with 'dnnir 1'")
      }
      let version = cursor.current
      guard try cursor.expectInteger("the format version") == 1 else {
        throw cursor.fail(
          "this dnnc reads format version 1, not \(version.text)", at: version.range, found: false)
      }
      var header: IRHeader?
      if cursor.acceptWord("pipeline") {
        let pipeline = try cursor.expect(.string, "the pipeline as a string").text
        guard cursor.acceptWord("position") else { throw cursor.fail("expected 'position'") }
        let range = cursor.current.range
        let position = try cursor.expectInteger("the position")
        guard position >= 0 else {
          throw cursor.fail("a position is not negative", at: range, found: false)
        }
        header = IRHeader(pipeline: pipeline, position: position)
      }
      while cursor.acceptWord("constant") {
        do throws(TokenCursor.Failure) { try constant() } catch { cursor.skipToNextStatement() }
      }
      try graph()
      guard cursor.current.kind == .end else { throw cursor.fail("expected the end of the text") }
      return header
    } catch {
      return nil
    }
  }

  private mutating func sigilName(_ mark: String, _ what: String) throws(TokenCursor.Failure)
    -> Token
  {
    try cursor.expect(mark, "before \(what)")
    guard cursor.current.kind == .name || cursor.current.kind == .string else {
      throw cursor.fail("expected \(what)")
    }
    return cursor.advance()
  }

  private mutating func constant() throws(TokenCursor.Failure) {
    let name = try sigilName("@", "the name of a constant")
    try cursor.expect(":", "after the name of a constant")
    let type = try IRTypeSyntax.type(&cursor)
    let encoding = try IRTypeSyntax.encoding(&cursor)
    try cursor.expect("=", "after the type of a constant")
    places.constants[name.text] = name.range
    if constants[name.text] != nil {
      cursor.bag.report(
        .error(
          IRRules.namesAreUnique, "@\(name.text) is defined twice", at: .source(name.range)))
    }
    // A constant whose content is wrong is known by name, so that its readers are not blamed.
    let isKnown = constants[name.text] != nil
    if !isKnown { constants[name.text] = ID(.max) }
    // Readers of a constant that is wrong are not blamed.
    constants[name.text] = ID(.max)
    var constant = try content(name, type)
    constant.encoding = encoding
    constants[name.text] = program.addConstant(constant)
  }

  private mutating func content(_ name: Token, _ type: TensorType) throws(TokenCursor.Failure)
    -> Constant
  {
    if cursor.acceptWord("sha256") {
      try cursor.expect("(", "after 'sha256'")
      let digest = try cursor.expect(.string, "a digest")
      try cursor.expect(")", "after the digest")
      guard let hash = ContentHash(hexadecimal: digest.text) else {
        throw cursor.fail("a digest has 64 hexadecimal digits", at: digest.range, found: false)
      }
      if type.fault == nil, let tensor = resolve(hash, type) {
        return Constant(name.text, tensor)
      }
      return Constant(name.text, type, missing: hash)
    }
    let start = cursor.current.range
    var elements = ConstantElements(type.element)
    _ = try cursor.list("[", "]", "in the elements of a constant") {
      (cursor: inout TokenCursor) throws(TokenCursor.Failure) in
      try elements.read(&cursor)
    }
    guard type.fault == nil, elements.count == type.elementCount else {
      cursor.bag.report(
        .error(
          IRRules.constantFits,
          "@\(name.text) has \(elements.count) elements, but \(type.plainDescription) needs "
            + "\(TensorType.checkedElementCount(type.shape).map(String.init) ?? "fewer")",
          at: .source(start)))
      throw TokenCursor.Failure()
    }
    return Constant(name.text, elements.tensor(type))
  }

  private mutating func graph() throws(TokenCursor.Failure) {
    guard cursor.acceptWord("graph") else { throw cursor.fail("expected 'constant' or 'graph'") }
    let graphName = try sigilName("@", "the name of the graph")
    program.graph.name = graphName.text
    places.graph = graphName.range
    let inputs = try cursor.list("(", ")", "around the inputs") {
      (cursor: inout TokenCursor) throws(TokenCursor.Failure) in
      try cursor.expect("%", "before the name of an input")
      guard cursor.current.kind == .name || cursor.current.kind == .string else {
        throw cursor.fail("expected the name of an input")
      }
      let name = cursor.advance()
      try cursor.expect(":", "after the name of an input")
      return (name, try IRTypeSyntax.type(&cursor))
    }
    for (name, type) in inputs {
      places.inputs[name.text] = name.range
      define(name, program.graph.addInput(name.text, type))
    }
    try cursor.expect("{", "before the operations")
    while cursor.current.kind != .end, !cursor.current.isMark("}") {
      let start = cursor.position
      pendingNames = []
      do throws(TokenCursor.Failure) { try statement() } catch {
        // What the broken statement defines is known by name, so that its readers are not blamed.
        for name in pendingNames { values[name.text] = values[name.text] ?? ID(.max) }
        if cursor.position == start { cursor.advance() }
        cursor.skipToNextStatement()
      }
    }
    guard hasReturn else { throw cursor.fail("expected 'return' before the end of the graph") }
    try cursor.expect("}", "after the operations")
  }

  private mutating func define(_ name: Token, _ id: ID<Value>) {
    if values.updateValue(id, forKey: name.text) != nil {
      cursor.bag.report(
        .error(
          IRRules.namesAreUnique, "%\(name.text) is defined twice", at: .source(name.range)))
    }
  }

  private mutating func statement() throws(TokenCursor.Failure) {
    if cursor.acceptWord("return") {
      hasReturn = true
      guard !cursor.current.isMark("}") else { return }
      repeat { program.graph.outputs.append(try operand()) } while cursor.accept(",")
      guard cursor.current.isMark("}") else {
        throw cursor.fail("expected '}': nothing follows 'return'")
      }
      return
    }
    let start = cursor.current.range
    var names: [Token] = []
    repeat { names.append(try sigilName("%", "the name of a result")) } while cursor.accept(",")
    pendingNames = names
    try cursor.expect("=", "after the results")
    let kind = try cursor.expect(.name, "an operator")
    guard let definition = catalog[kind.text] else {
      cursor.bag.report(
        .error(
          IRRules.operatorIsKnown, "unknown operator '\(kind.text)'", at: .source(kind.range),
          help: Spelling.suggestion(kind.text, in: catalog.names)))
      throw TokenCursor.Failure()
    }
    var operation = Operation(kind.text, operands: [])
    try cursor.expect("(", "before the operands")
    if !cursor.accept(")") {
      repeat { operation.operands.append(try operand()) } while cursor.accept(",")
      try cursor.expect(")", "after the operands")
    }
    if cursor.current.isMark("{") {
      operation.attributes = try IRTypeSyntax.attributes(definition, &cursor)
    }
    try cursor.expect(":", "before the type of the result")
    let types =
      cursor.current.isMark("(")
      ? try cursor.list("(", ")", "around the types", IRTypeSyntax.type)
      : [try IRTypeSyntax.type(&cursor)]
    guard types.count == names.count else {
      throw cursor.fail(
        "\(names.count) results, but \(types.count) types", at: start, found: false)
    }
    operation.origins = try origins() ?? [names[0].text]
    operation.location = try location()
    let id = program.graph.append(operation, names: names.map(\.text), types: types)
    places.operations[id] = start
    for (name, result) in zip(names, program.graph[id].results) { define(name, result) }
  }

  private mutating func operand() throws(TokenCursor.Failure) -> ID<Value> {
    let isConstant = cursor.current.isMark("@")
    let name = try sigilName(isConstant ? "@" : "%", "the name of an operand")
    if isConstant, let id = constants[name.text] {
      if id.raw == .max { throw TokenCursor.Failure() }
      return program.graph.value(of: id, in: program.constants)
    }
    if !isConstant, let id = values[name.text] {
      // A result whose definition failed is known by name only; its readers are passed over.
      if id.raw == .max { throw TokenCursor.Failure() }
      return id
    }
    let known = isConstant ? constants.keys.sorted() : values.keys.sorted()
    let mark = isConstant ? "@" : "%"
    cursor.bag.report(
      .error(
        IRRules.definedBeforeUse, "\(mark)\(name.text) is not defined before this line",
        at: .source(name.range),
        help: Spelling.nearest(name.text, in: known).map { "did you mean '\(mark)\($0)'?" }))
    throw TokenCursor.Failure()
  }

  private mutating func origins() throws(TokenCursor.Failure) -> [String]? {
    guard cursor.acceptWord("from") else { return nil }
    return try cursor.list("(", ")", "around the origins") {
      (cursor: inout TokenCursor) throws(TokenCursor.Failure) in
      try cursor.expect(.string, "the name of a layer").text
    }
  }

  private mutating func location() throws(TokenCursor.Failure) -> SourceRange? {
    guard cursor.acceptWord("loc") else { return nil }
    try cursor.expect("(", "after 'loc'")
    let name = try cursor.expect(.string, "the name of a file").text
    var numbers: [Int] = []
    for what in ["the line", "the column", "the length"] {
      try cursor.expect(":", "before \(what)")
      numbers.append(try cursor.expectInteger(what))
    }
    try cursor.expect(")", "after the location")
    let file = files[name] ?? program.sources.append(SourceFile(name: name))
    files[name] = file
    return SourceRange(file: file, line: numbers[0], column: numbers[1], length: numbers[2])
  }
}
