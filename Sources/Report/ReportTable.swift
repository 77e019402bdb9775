import Basic

/// Rows and columns, written as text, CSV or JSON from one value.
package struct ReportTable: Sendable {
  /// A cell: a number with its text, a text, or nothing.
  package enum Cell: Sendable, Equatable {
    case text(String)
    case integer(Int)
    /// A number and how many decimals to show.
    case number(Double, decimals: Int)
    case empty
  }

  /// A column: its title and, after a comma, its unit.
  package struct Column: Sendable {
    /// The title in text tables.
    package let title: String
    /// The name in CSV and JSON.
    package let key: String

    /// Declares a column.
    package init(_ title: String, key: String) {
      self.title = title
      self.key = key
    }
  }

  /// The columns.
  package let columns: [Column]

  /// The rows; each has a cell for every column.
  package var rows: [[Cell]] = []

  /// Makes an empty table.
  package init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Adds a row.
  package mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count)
    rows.append(row)
  }

  /// Aligned columns, numbers to the right; a rule under the titles.
  package var text: String {
    let cells = rows.map { $0.map(Self.text) }
    let widths = columns.indices.map { column in
      cells.reduce(columns[column].title.count) { max($0, $1[column].count) }
    }
    let isNumeric = columns.indices.map { column in
      rows.allSatisfy { row in
        if case .text = row[column] { return false }
        return true
      }
    }
    func line(_ texts: [String]) -> String {
      let padded = texts.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return isNumeric[column] ? space + text : text + space
      }
      var joined = padded.joined(separator: "  ")
      while joined.hasSuffix(" ") { joined.removeLast() }
      return joined + "\n"
    }
    let rule = widths.map { String(repeating: "-", count: $0) }
    return line(columns.map(\.title)) + line(rule) + cells.map(line).joined()
  }

  /// Comma-separated values with a head line (RFC 4180).
  package var csv: String {
    let lines = [columns.map(\.key)] + rows.map { $0.map(Self.plain) }
    return lines.map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
  }

  /// An array of objects.
  package var json: JSONValue {
    .array(
      rows.map { row in
        .object(zip(columns, row).map { .init($0.key, Self.json($1)) })
      })
  }

  private static func text(_ cell: Cell) -> String {
    switch cell {
    case .text(let text): text
    case .integer(let value): NumberText.grouped(value)
    case .number(let value, let decimals): NumberText.fixed(value, decimals)
    case .empty: ""
    }
  }

  private static func plain(_ cell: Cell) -> String {
    if case .integer(let value) = cell { return String(value) }
    return text(cell)
  }

  private static func quoted(_ text: String) -> String {
    let needsQuotes = text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
    return needsQuotes ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }

  private static func json(_ cell: Cell) -> JSONValue {
    switch cell {
    case .text(let text): .string(text)
    case .integer(let value): .integer(value)
    case .number(let value, _): value.isFinite ? .number(value) : .null
    case .empty: .null
    }
  }
}
