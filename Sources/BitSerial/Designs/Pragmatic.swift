/// Pragmatic: a weight takes as many cycles as it has ones, and an array waits for the slowest.
///
/// Weights are in sign-magnitude form; the sign counts as a bit, and -128 is -127. A tile of zeros
/// takes no cycle. Source: [albericio17], scaled as in [bbs24] section 5.
package struct Pragmatic: BitSerialAccelerator {
  /// Makes the design.
  package init() {}

  package var design: BitSerialDesign { .pragmatic }

  package var geometry: ArrayGeometry { ArrayGeometry(dotProduct: 8, rows: 32, columns: 16) }

  package var energies: ArrayEnergies {
    ArrayEnergies(
      simulatedElement: 0.41375, synthesizedMilliwatts: 0.51, weightRegister: 0.763,
      activationRegister: 0.53 + ArrayEnergies.dispatcher)
  }

  package var weightBuffer: OnChipBuffer { .weights32x64 }

  package var activationBuffer: OnChipBuffer { .activations16x64 }

  package func schedule(_ layer: BitSerialLayer) throws(MissingWeights) -> LayerSchedule {
    try schedule(layer) { tile in
      tile.largestOfRows { row in
        var largest = 0
        row.forEach { largest = max(largest, $0.signMagnitude.nonzeroBitCount) }
        return largest
      }
    }
  }
}

extension Int8 {
  /// The sign in the highest bit and the magnitude in the others, -128 as -127.
  var signMagnitude: UInt8 { UInt8(Swift.min(magnitude, 127)) | (self < 0 ? 0x80 : 0) }
}
