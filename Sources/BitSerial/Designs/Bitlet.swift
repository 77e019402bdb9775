/// Bitlet: the ones of each bit column of 64 weights are worked off one a cycle.
///
/// The eight columns, in two's complement, go in parallel; a tile takes as many cycles as its fullest
/// column of any row has ones. Source: [lu21], scaled as in [bbs24] section 5.
package struct Bitlet: BitSerialAccelerator {
  /// Makes the design.
  package init() {}

  package var design: BitSerialDesign { .bitlet }

  package var geometry: ArrayGeometry { ArrayGeometry(dotProduct: 64, rows: 32, columns: 16) }

  package var energies: ArrayEnergies {
    ArrayEnergies(
      simulatedElement: 0.2925, synthesizedMilliwatts: 0.57, weightRegister: 1.1325,
      activationRegister: 1.054 + ArrayEnergies.dispatcher)
  }

  package var weightBuffer: OnChipBuffer { .weightsOfBitlet }

  package var activationBuffer: OnChipBuffer { .activationsOfBitlet }

  package func schedule(_ layer: BitSerialLayer) throws(MissingWeights) -> LayerSchedule {
    try schedule(layer) { tile in
      tile.largestOfRows { row in
        let counts = BitColumnCounts(row)
        return (0..<8).reduce(0) { max($0, counts[$1]) }
      }
    }
  }
}
