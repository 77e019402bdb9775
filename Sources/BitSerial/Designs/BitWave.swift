import Basic
import BitSparsity

/// BitWave: bit columns that are zero in all weights of an element are skipped.
///
/// Weights are pruned by `BitFlip` in groups of 32 channels first. A tile takes as many cycles as any
/// of its rows has nonzero columns of magnitude; the sign takes none. Without weights at hand a tile
/// takes `width - 1` cycles, the most that one group can take; an element whose weights belong to
/// several groups can take more. Source: [shi24], as evaluated by [bbs24] section 5.
package struct BitWave: BitSerialAccelerator {
  /// The bits that can be kept of a weight, the sign included.
  package static let widths = 2...8

  /// The bits that are kept of a weight, the sign included.
  package let width: Int

  /// The shapes of the array, of which each layer takes the fastest, the first of equals.
  package let dataflows: [ArrayGeometry]

  /// The shape that the other designs have.
  package static let fixedDataflow = ArrayGeometry(dotProduct: 8, rows: 32, columns: 16)

  /// All shapes that the array can take.
  package static let allDataflows = [
    fixedDataflow,
    ArrayGeometry(dotProduct: 16, rows: 32, columns: 8),
    ArrayGeometry(dotProduct: 32, rows: 32, columns: 4),
    ArrayGeometry(dotProduct: 128, rows: 8, columns: 1),
    ArrayGeometry(dotProduct: 16, rows: 64, columns: 1),
    ArrayGeometry(dotProduct: 32, rows: 32, columns: 1),
    ArrayGeometry(dotProduct: 16, rows: 1, columns: 16),
  ]

  /// Makes the design; `width` must be one of `widths`, and there must be a dataflow.
  package init(width: Int = 5, dataflows: [ArrayGeometry] = allDataflows) {
    precondition(Self.widths.contains(width) && !dataflows.isEmpty)
    self.width = width
    self.dataflows = dataflows
  }

  package var design: BitSerialDesign { .bitwave }

  /// The shape whose elements there are, whichever shape a layer takes.
  package var geometry: ArrayGeometry { Self.fixedDataflow }

  /// Elements are a tenth dearer for the choice of dataflows, and 128 schedulers stand beside them.
  package var energies: ArrayEnergies {
    ArrayEnergies(
      simulatedElement: 0.2475 * 1.1, synthesizedMilliwatts: 0.49, schedulers: 0.06575 * 128)
  }

  package var weightBuffer: OnChipBuffer { .weights16x64 }

  package var activationBuffer: OnChipBuffer { .activations16x64 }

  package var readsWeightsEveryCycle: Bool { true }

  package var weightWriteWidth: Double { Double(width) }

  package func weightWidth(of layer: BitSerialLayer) -> Double { Double(width) }

  /// Columns of eight weights each take a byte.
  package func weightBytes(of layer: BitSerialLayer) -> Double {
    Double(layer.filterChannels.dividedRoundingUp(by: 8) * width)
      * Double(layer.kernelArea) * Double(layer.filters)
  }
}

extension BitWave {
  package func schedule(_ layer: BitSerialLayer) -> LayerSchedule {
    let flip = BitFlip(prunedColumns: 8 - width)
    let weights = layer.weights.map {
      flip.layer($0, channels: layer.filterChannels, kernelArea: layer.kernelArea)
    }
    var best = schedule(layer, weights, on: dataflows[0])
    for dataflow in dataflows.dropFirst() {
      let next = schedule(layer, weights, on: dataflow)
      if next.cycles < best.cycles { best = next }
    }
    return best
  }

  private func schedule(
    _ layer: BitSerialLayer, _ weights: [Int8]?, on dataflow: ArrayGeometry
  ) -> LayerSchedule {
    let tiles = dataflow.tiles(of: layer)
    guard let weights else {
      return LayerSchedule(
        geometry: dataflow, tiles: tiles, cycles: Cycles(Double(tiles) * Double(width - 1)))
    }
    let cycles = WeightTile.computeCycles(of: layer, weights: weights, on: dataflow) { tile in
      tile.largestOfRows { row in
        var used: UInt8 = 0
        row.forEach { used |= $0.signMagnitude }
        return (used & 0x7F).nonzeroBitCount
      }
    }
    return LayerSchedule(geometry: dataflow, tiles: tiles, cycles: Cycles(cycles))
  }
}
