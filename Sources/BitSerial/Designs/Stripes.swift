/// Stripes: every weight takes eight cycles, whatever its bits are.
///
/// Source: [judd16], scaled as in [bbs24] section 5.
package struct Stripes: BitSerialAccelerator {
  /// The shapes of the same throughput that are modelled.
  package enum Shape: Sendable, CaseIterable {
    /// 8 weights an element, 32 rows and 16 columns, with which speedups are compared.
    case eightWide

    /// 16 weights an element, 16 rows and 16 columns.
    case sixteenWide
  }

  package let shape: Shape

  /// Makes an array of a shape.
  package init(shape: Shape = .eightWide) { self.shape = shape }

  package var design: BitSerialDesign { .stripes }

  package var geometry: ArrayGeometry {
    switch shape {
    case .eightWide: ArrayGeometry(dotProduct: 8, rows: 32, columns: 16)
    case .sixteenWide: ArrayGeometry(dotProduct: 16, rows: 16, columns: 16)
    }
  }

  package var energies: ArrayEnergies {
    ArrayEnergies(
      simulatedElement: 0.28125, synthesizedMilliwatts: 0.37, weightRegister: 0.46,
      activationRegister: 0.53 + ArrayEnergies.dispatcher)
  }

  package var weightBuffer: OnChipBuffer {
    shape == .eightWide ? .weights32x64 : .weights16x128
  }

  package var activationBuffer: OnChipBuffer {
    shape == .eightWide ? .activations16x64 : .activations16x128
  }

  package func schedule(_ layer: BitSerialLayer) -> LayerSchedule {
    schedule(layer, cyclesPerTile: 8)
  }
}
