import Basic

/// The energy of a layer or a network by what it is spent on, in picojoules.
package struct EnergyBreakdown: Sendable, Hashable {
  /// Processing elements and schedulers.
  package var compute: Picojoules

  /// Reading the buffers, and the registers between them and the elements.
  package var sramRead: Picojoules

  /// Writing the buffers.
  package var sramWrite: Picojoules

  /// Moving data from and to DRAM.
  package var dram: Picojoules

  /// Makes a breakdown.
  package init(
    compute: Picojoules = .zero, sramRead: Picojoules = .zero, sramWrite: Picojoules = .zero,
    dram: Picojoules = .zero
  ) {
    self.compute = compute
    self.sramRead = sramRead
    self.sramWrite = sramWrite
    self.dram = dram
  }

  /// The sum of all parts.
  package var total: Picojoules { compute + sramRead + sramWrite + dram }

  /// The energy of one thing and another.
  package static func + (a: EnergyBreakdown, b: EnergyBreakdown) -> EnergyBreakdown {
    EnergyBreakdown(
      compute: a.compute + b.compute, sramRead: a.sramRead + b.sramRead,
      sramWrite: a.sramWrite + b.sramWrite, dram: a.dram + b.dram)
  }
}
