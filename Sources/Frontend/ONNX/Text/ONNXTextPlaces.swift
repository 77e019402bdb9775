import Basic

/// Finds lines and columns for stretches of a text, quickly if they are asked for in order.
struct ONNXTextPlaces {
  private let file: ID<SourceFile>

  /// A known position: a byte, its line and its column.
  private var known: (byte: Int, line: Int, column: Int)

  /// The first byte that takes a column: a byte order mark takes none.
  private let start: Int

  /// Finds places in `file`, whose text is `bytes`.
  init(_ file: ID<SourceFile>, _ bytes: [UInt8]) {
    self.file = file
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    known = (start, 1, 1)
  }

  /// The place of `range` of the text, cut off at the end of its line.
  mutating func range(_ range: Range<Int>, in bytes: [UInt8]) -> SourceRange {
    if range.lowerBound < known.byte { known = (start, 1, 1) }
    for index in known.byte..<max(known.byte, range.lowerBound) {
      if bytes[index] == UInt8(ascii: "\n") {
        known.line += 1
        known.column = 1
      } else if bytes[index] & 0xC0 != 0x80 {
        known.column += 1
      }
      known.byte = index + 1
    }
    let text = bytes[range].prefix { $0 != UInt8(ascii: "\n") }
    return SourceRange(
      file: file, line: known.line, column: known.column,
      length: text.count { $0 & 0xC0 != 0x80 })
  }
}
