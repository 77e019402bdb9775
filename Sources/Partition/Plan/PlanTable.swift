/// Lines of cells aligned in columns by spaces; the first column is flush left.
struct PlanTable {
  private var rows: [[String]]

  /// Makes a table with a header line.
  init(_ titles: [String]) { rows = [titles] }

  /// Adds a line.
  mutating func add(_ cells: [String]) { rows.append(cells) }

  /// The lines, indented by two, without spaces at their ends.
  var text: String {
    let widths = rows[0].indices.map { column in
      rows.reduce(0) { max($0, $1[column].unicodeScalars.count) }
    }
    return rows.map { row in
      var line = "  "
      for (column, cell) in row.enumerated() {
        let fill = String(repeating: " ", count: widths[column] - cell.unicodeScalars.count)
        line += cell + fill + "  "
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
