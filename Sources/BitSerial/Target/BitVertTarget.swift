import Backend
import Basic

/// A BitVert accelerator: an array of bit-serial elements between two buffers and DRAM.
///
/// Every property is a key of the target file. Energies of buffers are those of the published sizes.
/// ([bbs24] section 5)
package struct BitVertTarget: Sendable, Equatable {
  /// Which of two sets of constants the cost model takes.
  package enum Constants: String, Sendable, CaseIterable {
    /// Load times and energies of elements as their sources are meant.
    case corrected

    /// Load times and energies as the published simulator has them.
    case published
  }

  package var name = ""
  package var rows = 0
  package var columns = 0
  package var lanes = 0
  package var clockMegahertz = 0.0
  package var weightBufferBytes = 0
  package var activationBufferBytes = 0
  package var dramBitsPerCycle = 0.0
  package var dramEnergyPer64Bits = 0.0
  package var constants = Constants.corrected
  package var refetch = RefetchPolicy.leastTraffic

  /// A target without values.
  package init() {}
}

extension BitVertTarget {
  /// The shape of the array.
  var geometry: ArrayGeometry {
    ArrayGeometry(dotProduct: lanes, rows: rows, columns: columns)
  }

  /// The model that costs layers.
  var costModel: BitSerialCostModel {
    var values: CostConstants = constants == .corrected ? .corrected : .published
    values.clockMegahertz = clockMegahertz
    values.dramBitsPerCycle = dramBitsPerCycle
    values.dramEnergyPer64Bits = Picojoules(dramEnergyPer64Bits)
    let design = BitVert(
      mode: .planned, geometry: geometry,
      weightBuffer: OnChipBuffer.weights32x128.sized(Bytes(weightBufferBytes)),
      activationBuffer: OnChipBuffer.activations16x128.sized(Bytes(activationBufferBytes)))
    return BitSerialCostModel(design, constants: values, refetch: refetch)
  }
}

extension OnChipBuffer {
  /// A buffer of another size with the same energies.
  fileprivate func sized(_ capacity: Bytes) -> OnChipBuffer {
    OnChipBuffer(capacity: capacity, readAllBanks: readAllBanks, write64Bits: write64Bits)
  }
}
