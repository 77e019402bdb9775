/// Lines of cells aligned in columns by spaces.
package struct TextTable {
  /// How a column is aligned.
  package enum Alignment {
    case left, right
  }

  private let alignments: [Alignment]
  private var rows: [[String]] = []

  /// Makes a table with a header line.
  package init(_ columns: [(title: String, alignment: Alignment)]) {
    alignments = columns.map(\.alignment)
    rows = [columns.map(\.title)]
  }

  /// Makes a table with a header line whose columns are flush left.
  package init(_ titles: [String]) { self.init(titles.map { ($0, .left) }) }

  /// Adds a line.
  package mutating func add(_ cells: [String]) {
    rows.append(cells)
  }

  /// The lines, indented by two, without spaces at their ends.
  package var text: String {
    let widths = alignments.indices.map { column in
      rows.reduce(0) { max($0, $1[column].unicodeScalars.count) }
    }
    return rows.map { row in
      let cells = row.indices.map { column in
        let fill = String(
          repeating: " ", count: widths[column] - row[column].unicodeScalars.count)
        return alignments[column] == .left ? row[column] + fill : fill + row[column]
      }
      var line = "  " + cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
