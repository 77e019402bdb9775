/// A text that was read, kept so that diagnostics can show its lines.
package struct SourceFile: Sendable, Equatable {
  /// The name as the user gave it.
  package let name: String

  /// The lines without their terminators; empty if only the name is known.
  package let lines: [String]

  /// Splits `text` into lines.
  package init(name: String, text: String) {
    self.name = name
    lines = text.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }
    ).map(String.init)
  }

  /// Names a file whose text is not at hand.
  package init(name: String) {
    self.name = name
    lines = []
  }

  /// The text of a line, counted from one, or `nil` if it is not known.
  package func line(_ number: Int) -> String? {
    number >= 1 && number <= lines.count ? lines[number - 1] : nil
  }
}

/// A stretch of one line in a source file.
package struct SourceRange: Hashable, Sendable {
  /// The file.
  package var file: ID<SourceFile>

  /// The line, counted from one.
  package var line: Int

  /// The first column, counted from one, in Unicode scalars.
  package var column: Int

  /// The number of columns; at least one.
  package var length: Int

  /// Makes a range.
  package init(file: ID<SourceFile>, line: Int, column: Int, length: Int) {
    self.file = file
    self.line = line
    self.column = column
    self.length = max(1, length)
  }
}
