/// How the outputs of a matrix take columns of cells: wide ones come first and take two neighbouring
/// columns each, then narrow ones take one each.
package struct MatrixColumns: Hashable, Sendable {
  /// Outputs of two columns.
  package let wide: Int

  /// Outputs of one column.
  package let narrow: Int

  /// Counts outputs of both widths.
  package init(wide: Int, narrow: Int) {
    self.wide = wide
    self.narrow = narrow
  }

  /// All columns.
  package var count: Int { 2 * wide + narrow }

  /// The first column of a narrow output.
  package var firstNarrow: Int { 2 * wide }

  /// Whether a cut before a column parts the two cells of a weight.
  package func isCut(at column: Int) -> Bool { column < firstNarrow && column & 1 == 1 }

  /// The place, among the outputs in the order of their columns, of the output that has a column.
  package func place(at column: Int) -> Int {
    column < firstNarrow ? column / 2 : column - wide
  }

  /// How many columns of a range belong to wide outputs.
  package func wideColumns(in range: Range<Int>) -> Int {
    max(0, min(range.upperBound, firstNarrow) - range.lowerBound)
  }
}
