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

  /// The ranges that `count` is cut into.
  private func cut(_ count: Int, _ limit: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: limit).map { $0..<min($0 + limit, count) }
  }

  /// The tiles of a matrix, row by row; the cells of one weight stay together.
  ///
  /// - Parameters:
  ///   - cellsPerWeight: neighbouring columns that hold one weight.
  package func split(
    layer: Int, group: Int, rows: Int, columns: Int, cellsPerWeight: Int
  ) -> [WeightTile] {
    let width = columnLimit / cellsPerWeight * cellsPerWeight
    return cut(rows, rowLimit).flatMap { rowRange in
      cut(columns, width).map {
        WeightTile(layer: layer, group: group, rows: rowRange, columns: $0)
      }
    }
  }
}
