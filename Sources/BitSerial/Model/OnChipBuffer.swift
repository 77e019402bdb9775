import Basic

/// An on-chip SRAM buffer of several banks, with the energies of its ports.
///
/// Picojoules from CACTI, 28 nm itrs-hp, banks with one read and one write port, run with the
/// configurations of the simulator of [bbs24].
package struct OnChipBuffer: Sendable, Hashable {
  package let capacity: Bytes

  /// The energy of reading one word from every bank.
  package let readAllBanks: Picojoules

  /// The energy of writing 64 bits.
  package let write64Bits: Picojoules

  /// Makes a buffer.
  package init(capacity: Bytes, readAllBanks: Picojoules, write64Bits: Picojoules) {
    self.capacity = capacity
    self.readAllBanks = readAllBanks
    self.write64Bits = write64Bits
  }

  fileprivate init(kilobytes: Int, read: Double, write: Double) {
    self.init(
      capacity: Bytes(kilobytes * 1024), readAllBanks: Picojoules(read),
      write64Bits: Picojoules(write))
  }
}

extension OnChipBuffer {
  /// Weights, 32 banks of 9 KB with words of 128 bits.
  package static let weights32x128 = OnChipBuffer(kilobytes: 288, read: 144.58144, write: 3.81597)

  /// Weights, 16 banks of 18 KB with words of 128 bits.
  package static let weights16x128 = OnChipBuffer(kilobytes: 288, read: 138.97312, write: 4.9416)

  /// Weights, 32 banks of 9 KB with words of 64 bits.
  package static let weights32x64 = OnChipBuffer(kilobytes: 288, read: 113.12192, write: 4.13375)

  /// Weights, 16 banks of 18 KB with words of 64 bits.
  package static let weights16x64 = OnChipBuffer(kilobytes: 288, read: 109.18912, write: 5.50662)

  /// Weights of Bitlet, 288 KB whose words hold 64 weights.
  package static let weightsOfBitlet = OnChipBuffer(kilobytes: 288, read: 575.4368, write: 3.25215)

  /// Activations, 16 banks of 16 KB with words of 128 bits.
  package static let activations16x128 = OnChipBuffer(
    kilobytes: 256, read: 97.30096, write: 5.8355)

  /// Activations, 16 banks of 16 KB with words of 64 bits.
  package static let activations16x64 = OnChipBuffer(kilobytes: 256, read: 102.4296, write: 5.2217)

  /// Activations of Bitlet, 256 KB whose words hold 64 activations.
  package static let activationsOfBitlet = OnChipBuffer(
    kilobytes: 256, read: 310.9728, write: 4.2362)

  /// Weights of ANT, 12 banks of 20 KB.
  ///
  /// No energies were published for it; those of the 16 KB bank with words of 128 bits stand in.
  package static let weightsOfANT = OnChipBuffer(
    kilobytes: 240, read: 97.30096 / 16 * 12, write: 5.8355)

  /// Activations of ANT, 15 banks of 18 KB, with the energies of the 16 KB bank.
  package static let activationsOfANT = OnChipBuffer(
    kilobytes: 270, read: 97.30096 / 16 * 15, write: 5.8355)
}
