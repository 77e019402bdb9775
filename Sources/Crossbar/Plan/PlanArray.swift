import Basic

/// One array of a plan, with the tiles that its cells hold.
package struct PlanArray: Sendable, Equatable {
  /// A tile and where it begins in the array.
  package struct PlacedTile: Hashable, Sendable {
    /// The part of a layer's weights.
    package var tile: WeightTile

    /// First column in the array.
    package var x: Int

    /// First row in the array.
    package var y: Int

    /// The cells that it takes.
    package var rectangle: CellRectangle {
      CellRectangle(x: x, y: y, width: tile.columns.count, height: tile.rows.count)
    }
  }

  /// The tiles, in the order in which they were placed.
  package var tiles: [PlacedTile]

  /// Cells that hold weights.
  package var usedCells: Int

  /// The digest of the array's image.
  package var digest: ContentHash
}
