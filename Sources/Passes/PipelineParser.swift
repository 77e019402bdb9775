import Basic

/// Reads pipeline texts.
///
/// ```
/// pipeline = element { "," element }
/// element  = name [ "{" name "=" value { "," name "=" value } "}" ]
///          | "fixpoint" "(" pipeline ")"
/// ```
package struct PipelineParser {
  private let text: [Character]
  private let catalog: PassCatalog
  private var position = 0
  private var bag: DiagnosticBag
  private var depth = 0

  /// More nested groups than any pipeline needs, and few enough for the stack of a thread.
  private static let depthLimit = 4

  private struct Failure: Error {}

  /// Reads `text`; `nil` after an error.
  package static func parse(
    _ text: String, catalog: PassCatalog, into bag: inout DiagnosticBag
  ) -> Pipeline? {
    var parser = PipelineParser(text, catalog, bag)
    let errors = bag.errorCount
    var elements: [Pipeline.Element] = []
    parser.skipSpace()
    do throws(Failure) {
      if !parser.isAtEnd {
        elements = try parser.elements()
        guard parser.isAtEnd else { throw parser.fail("expected ','") }
      }
    } catch {}
    bag = parser.bag
    return bag.errorCount == errors ? Pipeline(elements) : nil
  }

  private init(_ text: String, _ catalog: PassCatalog, _ bag: DiagnosticBag) {
    self.text = Array(text)
    self.catalog = catalog
    self.bag = bag
  }

  private var isAtEnd: Bool { position == text.count }

  private mutating func skipSpace() {
    while !isAtEnd, text[position].isWhitespace { position += 1 }
  }

  private mutating func accept(_ character: Character) -> Bool {
    skipSpace()
    guard !isAtEnd, text[position] == character else { return false }
    position += 1
    skipSpace()
    return true
  }

  private mutating func fail(_ message: String) -> Failure {
    let rest = isAtEnd ? "the end" : "'\(String(text[position...].prefix(20)))'"
    bag.report(
      .error(
        PipelineRules.syntax,
        "\(message) after '\(String(text[..<position]))', found \(rest)"))
    return Failure()
  }

  private mutating func word(_ what: String, and more: String = "") throws(Failure) -> String {
    skipSpace()
    let start = position
    while !isAtEnd,
      text[position].isLetter || text[position].isNumber || ("-_." + more).contains(text[position])
    {
      position += 1
    }
    guard position > start else { throw fail("expected \(what)") }
    defer { skipSpace() }
    return String(text[start..<position])
  }

  private mutating func elements() throws(Failure) -> [Pipeline.Element] {
    var elements: [Pipeline.Element] = []
    repeat {
      if let element = try element() { elements.append(element) }
    } while accept(",")
    return elements
  }

  private mutating func element() throws(Failure) -> Pipeline.Element? {
    let name = try word("the name of a pass")
    if name == "fixpoint", accept("(") {
      guard depth < Self.depthLimit else {
        throw fail("there are more than \(Self.depthLimit) open groups")
      }
      depth += 1
      defer { depth -= 1 }
      let inner = try elements()
      guard accept(")") else { throw fail("expected ')'") }
      return .fixpoint(inner)
    }
    var options: [(name: String, value: String)] = []
    if accept("{") {
      repeat {
        let key = try word("the name of an option")
        guard accept("=") else { throw fail("expected '='") }
        options.append((key, try word("a value", and: ":+/")))
      } while accept(",")
      guard accept("}") else { throw fail("expected '}'") }
    }
    guard let pass = catalog[name] else {
      bag.report(
        .error(
          PipelineRules.unknownPass, "there is no pass '\(name)'",
          help: Spelling.suggestion(name, in: catalog.names)))
      return nil
    }
    for (index, (key, value)) in options.enumerated() {
      check(pass, key, value)
      if options[..<index].contains(where: { $0.name == key }) {
        bag.report(.error(PipelineRules.option, "\(pass.name): '\(key)' is given twice"))
      }
    }
    return .pass(pass, options)
  }

  private mutating func check(_ pass: any Pass.Type, _ key: String, _ value: String) {
    guard let spec = pass.options.first(where: { $0.name == key }) else {
      bag.report(
        .error(
          PipelineRules.option, "\(pass.name) has no option '\(key)'",
          help: Spelling.suggestion(key, in: pass.options.map(\.name))))
      return
    }
    guard !spec.accepts(value) else { return }
    bag.report(
      .error(PipelineRules.option, "\(pass.name): '\(key)' is \(value), but must be \(spec.domain)")
    )
  }
}
