/// A word, number, string or mark of a text.
package struct Token: Sendable, Equatable {
  /// What it is.
  package enum Kind: Sendable, Equatable {
    /// Letters, digits, `_` and `.`, not starting with a digit.
    case name
    /// A decimal number, with its sign.
    case number
    /// A string; `text` is its content without quotes and escapes.
    case string
    /// One other character, or `->`.
    case mark
    case end
  }

  /// What it is.
  package let kind: Kind

  /// Its text.
  package let text: String

  /// Where it is.
  package let range: SourceRange

  /// Whether it is the first on its line.
  package let startsLine: Bool

  /// Makes a token.
  package init(kind: Kind, text: String, range: SourceRange, startsLine: Bool) {
    self.kind = kind
    self.text = text
    self.range = range
    self.startsLine = startsLine
  }

  /// Whether it is the mark `text`.
  package func isMark(_ text: String) -> Bool { kind == .mark && self.text == text }

  /// How a diagnostic speaks of it.
  package var description: String {
    switch kind {
    case .end: "the end of the text"
    case .string: "the string \"\(text)\""
    default: "'\(text)'"
    }
  }
}

/// Splits `.dnn` and `.dnnir` texts into tokens; `#` starts a comment that ends with the line.
package struct Lexer {
  /// The rule against characters and strings that no token can be made of.
  package static let rule = Rule(
    "text.token", "the text consists of names, numbers, strings and marks",
    """
    Names are letters, digits, '_' and '.', and do not start with a digit. Numbers are decimal, \
    such as -1, 0.5 or 1e-5. Strings stand between double quotes on one line; inside, \\" is a \
    quote and \\\\ a backslash. '#' starts a comment.
    """)

  private let scalars: [Unicode.Scalar]
  private let file: ID<SourceFile>
  private var position = 0
  private var line = 1
  private var lineStart = 0
  private var isAtLineStart = true

  private init(_ text: String, file: ID<SourceFile>) {
    scalars = Array(text.unicodeScalars)
    self.file = file
    // Some editors put a byte order mark before the text.
    if scalars.first == "\u{FEFF}" { (position, lineStart) = (1, 1) }
  }

  /// All tokens of `text`, closed by one of kind `end`.
  package static func tokens(
    of text: String, file: ID<SourceFile>, into bag: inout DiagnosticBag
  ) -> [Token] {
    var lexer = Lexer(text, file: file)
    var tokens: [Token] = []
    while let token = lexer.next(&bag) {
      tokens.append(token)
      if token.kind == .end { break }
    }
    return tokens
  }

  private var current: Unicode.Scalar? { peek(0) }

  private func peek(_ distance: Int) -> Unicode.Scalar? {
    position + distance < scalars.count ? scalars[position + distance] : nil
  }

  private func range(from start: Int) -> SourceRange {
    SourceRange(file: file, line: line, column: start - lineStart + 1, length: position - start)
  }

  private mutating func skipSpace() {
    while let scalar = current {
      if scalar == "\n" {
        position += 1
        line += 1
        lineStart = position
        isAtLineStart = true
      } else if scalar == " " || scalar == "\t" || scalar == "\r" {
        position += 1
      } else if scalar == "#" {
        while let next = current, next != "\n" { position += 1 }
      } else {
        return
      }
    }
  }

  private mutating func next(_ bag: inout DiagnosticBag) -> Token? {
    while true {
      skipSpace()
      let start = position
      guard let scalar = current else { return make(.end, "", start) }
      if Self.startsName(scalar) {
        while let next = current, Self.continuesName(next) { position += 1 }
        return make(.name, text(start), start)
      }
      if Self.isDigit(scalar) || (scalar == "-" && peek(1).map(Self.isDigit) == true) {
        return number(start)
      }
      if scalar == "\"" {
        if let token = string(start, &bag) { return token }
        continue
      }
      position += 1
      if scalar == "-", current == ">" {
        position += 1
        return make(.mark, "->", start)
      }
      if "(){}[],:=%@-".unicodeScalars.contains(scalar) { return make(.mark, text(start), start) }
      // What looks like a name in another script is one to the parser, so that it is blamed once.
      let isForeignName = scalar.properties.isAlphabetic
      while isForeignName, let next = current,
        next.properties.isAlphabetic || Self.continuesName(next)
      {
        position += 1
      }
      bag.report(
        .error(
          Self.rule, "unexpected \(isForeignName ? "name" : "character") '\(text(start))'",
          at: .source(range(from: start)),
          help: "names are letters from a to z, digits, '_' and '.'"))
      if isForeignName { return make(.name, text(start), start) }
    }
  }

  private mutating func make(_ kind: Token.Kind, _ text: String, _ start: Int) -> Token {
    defer { isAtLineStart = false }
    return Token(kind: kind, text: text, range: range(from: start), startsLine: isAtLineStart)
  }

  private func text(_ start: Int) -> String {
    String(String.UnicodeScalarView(scalars[start..<position]))
  }

  private mutating func number(_ start: Int) -> Token {
    position += 1
    while let scalar = current {
      let isExponentSign =
        (scalar == "+" || scalar == "-") && (peek(-1) == "e" || peek(-1) == "E")
      guard
        Self.isDigit(scalar) || scalar == "." || scalar == "e" || scalar == "E" || isExponentSign
      else { break }
      position += 1
    }
    return make(.number, text(start), start)
  }

  private mutating func string(_ start: Int, _ bag: inout DiagnosticBag) -> Token? {
    position += 1
    var content = String.UnicodeScalarView()
    while let scalar = current, scalar != "\n" {
      position += 1
      if scalar == "\"" { return make(.string, String(content), start) }
      if scalar == "\\", let next = current, next == "\"" || next == "\\" {
        position += 1
        content.append(next)
      } else {
        content.append(scalar)
      }
    }
    bag.report(
      .error(
        Self.rule, "the string does not end on its line", at: .source(range(from: start)),
        help: "close it with a double quote"))
    return nil
  }

  private static func startsName(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    startsName(scalar) || isDigit(scalar) || scalar == "."
  }

  /// Whether `text` can stand as a name without quotes.
  package static func isPlainName(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, startsName(first) else { return false }
    return text.unicodeScalars.allSatisfy(continuesName)
  }

  /// `text` as a quoted string.
  package static func quoted(_ text: String) -> String {
    var result = "\"".unicodeScalars
    // By scalars, as the lexer reads: a quote may carry a combining mark.
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { result.append("\\") }
      result.append(scalar)
    }
    return String(result) + "\""
  }
}
