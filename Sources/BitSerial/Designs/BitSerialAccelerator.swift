import Basic

/// A bit-serial accelerator as the cost model sees it.
///
/// Widths are in bits, on average over a layer where they differ. All designs are scaled to 4096
/// products of one bit with 8 bits in a cycle: [bbs24] section 5.
package protocol BitSerialAccelerator: Sendable {
  /// The name under which the design is known.
  var design: BitSerialDesign { get }

  /// The shape of the array.
  var geometry: ArrayGeometry { get }

  /// The energies of the parts of the array.
  var energies: ArrayEnergies { get }

  /// The buffer that holds weights.
  var weightBuffer: OnChipBuffer { get }

  /// The buffer that holds inputs and outputs.
  var activationBuffer: OnChipBuffer { get }

  /// Whether one bit column of weights is read in each cycle, rather than all of a tile at once.
  var readsWeightsEveryCycle: Bool { get }

  /// The width of activations.
  var activationWidth: Double { get }

  /// The width that words of the weight buffer are counted with when they are written.
  var weightWriteWidth: Double { get }

  /// The average width of a layer's weights in DRAM.
  func weightWidth(of layer: BitSerialLayer) -> Double

  /// The bytes of a layer's weights in DRAM.
  func weightBytes(of layer: BitSerialLayer) -> Double

  /// The tiles of a layer and the cycles that they take.
  func schedule(_ layer: BitSerialLayer) throws(MissingWeights) -> LayerSchedule
}

extension BitSerialAccelerator {
  package var readsWeightsEveryCycle: Bool { false }

  package var activationWidth: Double { 8 }

  package var weightWriteWidth: Double { 8 }

  package func weightWidth(of layer: BitSerialLayer) -> Double { 8 }

  package func weightBytes(of layer: BitSerialLayer) -> Double {
    Double(layer.weightCount) * weightWidth(of: layer) / 8
  }

  /// The bytes of a map of activations; each position takes whole bytes.
  func activationBytes(channels: Int, positions: Int) -> Double {
    (Double(channels) * activationWidth / 8).rounded(.up) * Double(positions)
  }

  /// The schedule of a layer each of whose tiles takes the same cycles.
  func schedule(_ layer: BitSerialLayer, cyclesPerTile: Double) -> LayerSchedule {
    let tiles = geometry.tiles(of: layer)
    return LayerSchedule(
      geometry: geometry, tiles: tiles, cycles: Cycles(Double(tiles) * cyclesPerTile))
  }

  /// The schedule of a layer whose weights decide the cycles of each tile.
  func schedule(
    _ layer: BitSerialLayer, cycles: (WeightTile) -> Int
  ) throws(MissingWeights) -> LayerSchedule {
    guard let weights = layer.weights else { throw MissingWeights(layer: layer.name) }
    return LayerSchedule(
      geometry: geometry, tiles: geometry.tiles(of: layer),
      cycles: Cycles(
        WeightTile.computeCycles(of: layer, weights: weights, on: geometry, cycles: cycles)))
  }
}
