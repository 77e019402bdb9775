import BitSerial

/// A design whose compute cycles are stated, to test everything else where weights are unknown.
struct StatedCycles: BitSerialAccelerator {
  let base: any BitSerialAccelerator
  let cycles: [String: Double]

  var design: BitSerialDesign { base.design }
  var geometry: ArrayGeometry { base.geometry }
  var energies: ArrayEnergies { base.energies }
  var weightBuffer: OnChipBuffer { base.weightBuffer }
  var activationBuffer: OnChipBuffer { base.activationBuffer }
  var readsWeightsEveryCycle: Bool { base.readsWeightsEveryCycle }
  var activationWidth: Double { base.activationWidth }
  var weightWriteWidth: Double { base.weightWriteWidth }

  func weightWidth(of layer: BitSerialLayer) -> Double { base.weightWidth(of: layer) }

  func weightBytes(of layer: BitSerialLayer) -> Double { base.weightBytes(of: layer) }

  func schedule(_ layer: BitSerialLayer) throws(MissingWeights) -> LayerSchedule {
    guard let count = cycles[layer.name] else { throw MissingWeights(layer: layer.name) }
    return LayerSchedule(
      geometry: geometry, tiles: geometry.tiles(of: layer), cycles: .init(count))
  }
}
