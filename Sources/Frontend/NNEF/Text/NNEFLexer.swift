import Basic

/// Splits NNEF texts into tokens; `#` starts a comment that ends with the line.
///
/// A comment of the form `# dnnc: c1_relu is "c1.relu"` gives an identifier the name that NNEF
/// cannot spell; `NNEFExport` writes such comments.
struct NNEFLexer {
  /// The mark that starts a comment about a name.
  static let nameMark = "# dnnc: "

  /// The tokens, closed by one of kind `end`.
  private(set) var tokens: [Token] = []

  /// The names that comments give to identifiers.
  private(set) var names: [String: String] = [:]

  private let scalars: [Unicode.Scalar]
  private let file: ID<SourceFile>
  private var position = 0
  private var line = 1
  private var lineStart = 0
  private var isAtLineStart = true

  /// Splits `text`, reporting what is no token.
  init(_ text: String, file: ID<SourceFile>, into bag: inout DiagnosticBag) {
    scalars = Array(text.unicodeScalars)
    self.file = file
    // Some editors put a byte order mark before the text.
    if scalars.first == "\u{FEFF}" { (position, lineStart) = (1, 1) }
    while next(&bag) {}
  }

  private var current: Unicode.Scalar? { peek(0) }

  private func peek(_ distance: Int) -> Unicode.Scalar? {
    position + distance < scalars.count ? scalars[position + distance] : nil
  }

  private func text(from start: Int) -> String {
    String(String.UnicodeScalarView(scalars[start..<position]))
  }

  private func range(from start: Int) -> SourceRange {
    SourceRange(file: file, line: line, column: start - lineStart + 1, length: position - start)
  }

  private mutating func append(_ kind: Token.Kind, _ text: String, from start: Int) {
    tokens.append(
      Token(kind: kind, text: text, range: range(from: start), startsLine: isAtLineStart))
    isAtLineStart = false
  }

  private mutating func skipSpace() {
    while let scalar = current {
      switch scalar {
      case "\n":
        position += 1
        line += 1
        (lineStart, isAtLineStart) = (position, true)
      case " ", "\t", "\r": position += 1
      case "#": comment()
      default: return
      }
    }
  }

  private mutating func comment() {
    let start = position
    while let scalar = current, scalar != "\n" { position += 1 }
    let text = text(from: start).trimmingSuffix { $0 == "\r" || $0 == " " }
    guard text.hasPrefix(Self.nameMark), text.hasSuffix("\"") else { return }
    let parts = text.dropFirst(Self.nameMark.count).dropLast().split(
      separator: " is \"", maxSplits: 1)
    if parts.count == 2 { names[String(parts[0])] = String(parts[1]) }
  }

  /// Reads a token; `false` after the last.
  private mutating func next(_ bag: inout DiagnosticBag) -> Bool {
    skipSpace()
    let start = position
    guard let scalar = current else {
      append(.end, "", from: start)
      return false
    }
    if Self.startsName(scalar) {
      while let next = current, Self.startsName(next) || Self.isDigit(next) { position += 1 }
      append(.name, text(from: start), from: start)
    } else if Self.isDigit(scalar) || (scalar == "-" && isSign) {
      number()
      append(.number, text(from: start), from: start)
    } else if scalar == "'" || scalar == "\"" {
      string(scalar, &bag)
    } else {
      mark(&bag)
    }
    return true
  }

  /// Whether a minus at this place belongs to a number and does not subtract.
  private var isSign: Bool {
    guard let next = peek(1), Self.isDigit(next) else { return false }
    guard let last = tokens.last else { return true }
    return last.kind == .mark && last.text != ")" && last.text != "]"
  }

  private mutating func number() {
    position += 1
    while let scalar = current, Self.isDigit(scalar) { position += 1 }
    if current == "." {
      position += 1
      while let scalar = current, Self.isDigit(scalar) { position += 1 }
    }
    guard current == "e" || current == "E" else { return }
    let hasSign = peek(1) == "+" || peek(1) == "-"
    guard let digit = peek(hasSign ? 2 : 1), Self.isDigit(digit) else { return }
    position += hasSign ? 2 : 1
    while let scalar = current, Self.isDigit(scalar) { position += 1 }
  }

  private mutating func string(_ quote: Unicode.Scalar, _ bag: inout DiagnosticBag) {
    let start = position
    position += 1
    while let scalar = current, scalar != "\n" {
      position += 1
      guard scalar == quote else { continue }
      let content = scalars[start + 1..<position - 1]
      return append(.string, String(String.UnicodeScalarView(content)), from: start)
    }
    bag.report(
      .error(
        NNEFRules.syntax, "the string does not end on its line", at: .source(range(from: start)),
        help: "close it with \(quote)"))
  }

  private mutating func mark(_ bag: inout DiagnosticBag) {
    let start = position
    let pairs = ["->", "<=", ">=", "==", "!=", "&&", "||"]
    position += min(2, scalars.count - position)
    if pairs.contains(text(from: start)) { return append(.mark, text(from: start), from: start) }
    position = start + 1
    if "(){}[]<>,:;=+-*/^!?".unicodeScalars.contains(scalars[start]) {
      return append(.mark, text(from: start), from: start)
    }
    bag.report(
      .error(
        NNEFRules.syntax, "unexpected character '\(text(from: start))'",
        at: .source(range(from: start)),
        help: "identifiers are letters from a to z, digits and '_'"))
  }

  private static func startsName(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  /// Whether `text` is an identifier that is no word of the language.
  static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, startsName(first), !words.contains(text) else {
      return false
    }
    return text.unicodeScalars.allSatisfy { startsName($0) || isDigit($0) }
  }

  /// The words that cannot be identifiers.
  static let words: Set<String> = [
    "version", "extension", "graph", "fragment", "tensor", "integer", "scalar", "logical",
    "string", "true", "false", "for", "in", "if", "else", "yield", "length_of", "shape_of",
    "range_of",
  ]
}

extension StringProtocol {
  /// The text without the characters at its end that `isTrimmed` picks.
  fileprivate func trimmingSuffix(_ isTrimmed: (Character) -> Bool) -> String {
    var end = endIndex
    while end > startIndex, isTrimmed(self[index(before: end)]) { end = index(before: end) }
    return String(self[..<end])
  }
}
