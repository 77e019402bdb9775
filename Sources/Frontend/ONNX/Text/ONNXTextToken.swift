/// A word, number, string or mark of ONNX text, as a stretch of its bytes.
struct ONNXTextToken {
  /// What it is.
  enum Kind: Equatable {
    /// Letters, digits and `_`, not starting with a digit.
    case identifier
    /// Digits with an optional sign.
    case integer
    /// A number with a point or an exponent, or `-inf`, `-infinity` and `-nan`.
    case float
    /// A string in double quotes.
    case string
    /// One other character.
    case mark(UInt8)
    /// `=>`.
    case arrow
    case end
  }

  /// What it is.
  let kind: Kind

  /// Its bytes in the text, with quotes.
  let range: Range<Int>

  /// Whether it is the first on its line.
  let startsLine: Bool

  /// Whether it is the mark `character`.
  func isMark(_ character: Character) -> Bool {
    guard case .mark(let byte) = kind else { return false }
    return byte == character.asciiValue
  }

  /// Whether it is an identifier or a string, which may stand for one.
  var isName: Bool { kind == .identifier || kind == .string }

  /// Whether it is a number, by its look.
  var isNumber: Bool { kind == .integer || kind == .float }
}
