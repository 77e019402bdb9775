import Basic

/// Reads the textual syntax of ONNX: a header, a graph and functions.
///
/// Source: docs/Syntax.md of github.com/onnx/onnx. After a fault the parser goes on with the next
/// node, initializer or value, so that one run shows all of them.
package struct ONNXTextParser {
  /// A fault was reported; what was being read is given up.
  struct Failure: Error {}

  /// More open brackets than any model needs, and few enough for the stack of a thread.
  static let depthLimit = 100

  /// What was found so far.
  var bag: DiagnosticBag

  /// The token looked at.
  private(set) var current: ONNXTextToken

  /// The brackets that are open, outermost first.
  private(set) var brackets: [UInt8] = []

  private var lexer: ONNXTextLexer
  private var places: ONNXTextPlaces

  /// Reads a model; `nil` after an error.
  ///
  /// - Parameters:
  ///   - text: the model.
  ///   - name: its name in diagnostics.
  ///   - sources: takes the text, for rendering diagnostics.
  ///   - bag: takes everything that is wrong, in the order of the text.
  package static func parse(
    _ text: String, name: String, sources: inout Table<SourceFile>, into bag: inout DiagnosticBag
  ) -> ONNXModel? {
    let file = sources.append(SourceFile(name: name, text: text))
    var parser = ONNXTextParser(Array(text.utf8), file: file)
    let model = parser.model()
    parser.bag.sortByPlace()
    bag.merge(parser.bag)
    return parser.bag.hasErrors ? nil : model
  }

  private init(_ bytes: [UInt8], file: ID<SourceFile>) {
    bag = DiagnosticBag(errorLimit: 500)
    lexer = ONNXTextLexer(bytes)
    places = ONNXTextPlaces(file, bytes)
    current = ONNXTextToken(kind: .end, range: 0..<0, startsLine: true)
    lex()
  }

  /// The bytes of the text.
  var bytes: [UInt8] { lexer.bytes }

  /// The bytes of `token`.
  func slice(_ token: ONNXTextToken) -> ArraySlice<UInt8> { lexer.bytes[token.range] }

  /// Reads the next token, past what is none.
  private mutating func lex() {
    while true {
      do throws(ONNXTextLexer.Fault) {
        current = try lexer.next()
        return
      } catch {
        bag.report(
          .error(ONNXRules.text, error.reason, at: .source(places.range(error.range, in: bytes))))
      }
    }
  }

  /// The token after the current one.
  var following: ONNXTextToken {
    var ahead = lexer
    return (try? ahead.next()) ?? current
  }

  /// Moves on and gives the token left behind.
  @discardableResult
  mutating func advance() -> ONNXTextToken {
    let token = current
    guard token.kind != .end else { return token }
    if case .mark(let byte) = token.kind { note(bracket: byte) }
    lex()
    return token
  }

  /// Keeps count of open brackets; one that closes also closes those that were left open in it.
  private mutating func note(bracket byte: UInt8) {
    let opening: UInt8
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "<"):
      return brackets.append(byte)
    case UInt8(ascii: ")"): opening = UInt8(ascii: "(")
    case UInt8(ascii: "]"): opening = UInt8(ascii: "[")
    case UInt8(ascii: "}"): opening = UInt8(ascii: "{")
    case UInt8(ascii: ">"): opening = UInt8(ascii: "<")
    default: return
    }
    if let index = brackets.lastIndex(of: opening) { brackets.removeSubrange(index...) }
  }

  /// Forgets brackets that were left open inside the first `count`.
  mutating func closeBrackets(downTo count: Int) {
    if brackets.count > count { brackets.removeSubrange(count...) }
  }

  /// The place of `token`.
  mutating func place(_ token: ONNXTextToken) -> Diagnostic.Place {
    .source(places.range(token.range, in: bytes))
  }

  /// Reports a fault at a token, the current one unless told otherwise.
  mutating func fail(
    _ message: String, at token: ONNXTextToken? = nil, found: Bool = true, help: String? = nil,
    rule: Rule = ONNXRules.text
  ) -> Failure {
    let token = token ?? current
    let text = found ? "\(message), found \(describe(token))" : message
    bag.report(.error(rule, text, at: place(token), help: help))
    return Failure()
  }

  private func describe(_ token: ONNXTextToken) -> String {
    if token.kind == .end { return "the end of the text" }
    let text = String(String(decoding: slice(token).prefix(200), as: UTF8.self).prefix(60))
    return token.kind == .string ? "the string \(text)" : "'\(text)'"
  }
}
