/// A part of a layer's weight matrix that fits into one array.
package struct WeightTile: Hashable, Sendable {
  /// The layer, by its place in the plan.
  package var layer: Int

  /// The group of a grouped convolution; zero for all else.
  package var group: Int

  /// The rows of the group's matrix.
  package var rows: Range<Int>

  /// The columns of the group's matrix, in cells.
  package var columns: Range<Int>

  /// Makes a tile.
  package init(layer: Int, group: Int, rows: Range<Int>, columns: Range<Int>) {
    self.layer = layer
    self.group = group
    self.rows = rows
    self.columns = columns
  }
}

/// Cuts weight matrices into tiles that fit into an array.
///
/// Every tile but the last is as large as the array: an even cut would make tiles that nothing
/// fills up. (docs/targets/crossbar.md, "Tiles")
package struct TileSplitter: Sendable {
  /// The most rows of a tile.
  package let rowLimit: Int

  /// The most columns of a tile, in cells.
  package let columnLimit: Int

  /// Takes the size of an array.
  package init(rowLimit: Int, columnLimit: Int) {
    self.rowLimit = rowLimit
    self.columnLimit = columnLimit
  }

  /// The tiles of a matrix, row by row; the cells of one weight stay together.
  package func split(
    layer: Int, group: Int, rows: Int, columns: MatrixColumns
  ) -> [WeightTile] {
    let columnRanges = cut(columns)
    return stride(from: 0, to: rows, by: rowLimit).flatMap { start in
      columnRanges.map {
        WeightTile(
          layer: layer, group: group, rows: start..<min(start + rowLimit, rows), columns: $0)
      }
    }
  }

  /// The ranges that columns are cut into.
  private func cut(_ columns: MatrixColumns) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    while start < columns.count {
      var end = min(start + columnLimit, columns.count)
      if columns.isCut(at: end) { end -= 1 }
      ranges.append(start..<end)
      start = end
    }
    return ranges
  }
}
