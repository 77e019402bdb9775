/// A rectangle of cells in an array; `x` counts columns, `y` counts rows.
package struct CellRectangle: Hashable, Sendable {
  package var x: Int
  package var y: Int
  package var width: Int
  package var height: Int

  /// Makes a rectangle.
  package init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The first column beyond it.
  package var endX: Int { x + width }

  /// The first row beyond it.
  package var endY: Int { y + height }

  /// The number of cells.
  package var area: Int { width * height }

  /// Whether the two share a cell.
  package func overlaps(_ other: CellRectangle) -> Bool {
    x < other.endX && other.x < endX && y < other.endY && other.y < endY
  }

  /// Whether every cell of `other` is also here.
  package func contains(_ other: CellRectangle) -> Bool {
    x <= other.x && y <= other.y && endX >= other.endX && endY >= other.endY
  }
}
