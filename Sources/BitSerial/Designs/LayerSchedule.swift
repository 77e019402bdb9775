import Basic

/// The tiles of a layer on an array, and the cycles that they take together.
package struct LayerSchedule: Sendable, Hashable {
  /// The shape that the array takes for the layer.
  package let geometry: ArrayGeometry

  /// The number of tiles.
  package let tiles: Int

  /// The compute cycles of all tiles.
  package let cycles: Cycles

  /// Makes a schedule.
  package init(geometry: ArrayGeometry, tiles: Int, cycles: Cycles) {
    self.geometry = geometry
    self.tiles = tiles
    self.cycles = cycles
  }
}

/// A layer has no weights, on which the cycles of the design depend.
package struct MissingWeights: Error, Sendable, Hashable {
  /// The name of the layer.
  package let layer: String

  /// Makes the error.
  package init(layer: String) { self.layer = layer }
}
