/// ANT: weights and activations of few bits in adaptive number formats.
///
/// Multipliers are bit-parallel; 320 of them are modelled as a bit-serial array whose tiles take as
/// many cycles as a weight has bits. Source: [guo22], scaled as in [bbs24] section 5.
package struct ANT: BitSerialAccelerator {
  /// The average bits of weights and activations: some layers keep 8 where 6 are too few.
  package let width: Double

  /// The average bits that there can be.
  package static let widths = 1.0...8.0

  /// Makes the design; `width` must be one of `widths`.
  package init(width: Double = 6.1) {
    precondition(Self.widths.contains(width))
    self.width = width
  }

  package var design: BitSerialDesign { .ant }

  package var geometry: ArrayGeometry { ArrayGeometry(dotProduct: 16, rows: 16, columns: 20) }

  /// No synthesis was published; as in the simulator it is 0.85 of that of Stripes.
  package var energies: ArrayEnergies {
    ArrayEnergies(
      simulatedElement: 0.28125 * 0.85, synthesizedMilliwatts: 0.37 * 0.85, weightRegister: 0.46,
      activationRegister: 0.53 + ArrayEnergies.dispatcher)
  }

  package var weightBuffer: OnChipBuffer { .weightsOfANT }

  package var activationBuffer: OnChipBuffer { .activationsOfANT }

  package var activationWidth: Double { width }

  package var weightWriteWidth: Double { width }

  package func weightWidth(of layer: BitSerialLayer) -> Double { width }

  /// The channels of one filter and position take whole bytes.
  package func weightBytes(of layer: BitSerialLayer) -> Double {
    (Double(layer.filterChannels) * width / 8).rounded(.up) * Double(layer.kernelArea)
      * Double(layer.filters)
  }

  package func schedule(_ layer: BitSerialLayer) -> LayerSchedule {
    schedule(layer, cyclesPerTile: width)
  }
}
