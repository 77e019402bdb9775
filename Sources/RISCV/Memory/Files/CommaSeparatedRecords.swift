/// The records of a text of comma-separated values (RFC 4180).
struct CommaSeparatedRecords {
  /// A field with its place.
  struct Field {
    var text: String
    /// Counted from one.
    var line: Int
    /// Counted from one, in Unicode scalars.
    var column: Int
    /// The number of scalars, of the first line if there are more.
    var length: Int
  }

  /// The records; lines that are empty are left out.
  private(set) var records: [[Field]] = []

  /// The place of a quotation mark without its partner.
  private(set) var openQuote: Field?

  /// Splits a text.
  init(_ text: String) {
    var record: [Field] = []
    var field = Field(text: "", line: 1, column: 1, length: 0)
    var (line, column) = (1, 1)
    var (isQuoted, wasQuoted) = (false, false)
    var scalars = text.unicodeScalars.makeIterator()
    var pending = scalars.next()

    func endField() {
      field.length = max(1, field.line == line ? column - field.column : field.length)
      record.append(field)
      wasQuoted = false
    }
    func endRecord() {
      endField()
      let isEmpty = record.count == 1 && record[0].text.isEmpty
      if !isEmpty { records.append(record) }
      record = []
    }
    while let scalar = pending {
      pending = scalars.next()
      switch scalar {
      case "\"" where isQuoted && pending == "\"":
        field.text.unicodeScalars.append(scalar)
        pending = scalars.next()
        column += 1
      case "\"" where isQuoted: isQuoted = false
      case "\"" where field.text.isEmpty && !wasQuoted: (isQuoted, wasQuoted) = (true, true)
      case "," where !isQuoted:
        endField()
        field = Field(text: "", line: line, column: column + 1, length: 0)
      case "\r" where !isQuoted && (pending == "\n" || pending == nil): break
      case "\n":
        if isQuoted {
          field.text.unicodeScalars.append(scalar)
          if field.line == line { field.length = column - field.column }
        } else {
          endRecord()
        }
        line += 1
        column = 0
        if !isQuoted { field = Field(text: "", line: line, column: 1, length: 0) }
      default: field.text.unicodeScalars.append(scalar)
      }
      column += 1
    }
    if isQuoted { openQuote = field }
    endRecord()
  }

  /// A value as a field: in quotation marks if it needs them.
  static func quoted(_ text: String) -> String {
    let needsQuotes = text.unicodeScalars.contains {
      $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r"
    }
    guard needsQuotes else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }
}
