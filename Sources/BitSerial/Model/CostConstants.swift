import Basic

/// What the cost model takes for constant in all designs, and the choices where sources disagree.
///
/// Units: picojoules, bits, cycles at 800 MHz. `published` reproduces published numbers; `corrected`
/// is what to compare designs with.
package struct CostConstants: Sendable, Hashable {
  /// Where the energy of a processing element comes from.
  package enum ElementTable: String, Sendable, CaseIterable {
    /// The simulator's figures, times the factor of placement and routing.
    case simulator

    /// The power of the synthesized element divided by the clock.
    case synthesis
  }

  /// Whether the time to load what is stored narrower than 8 bits is scaled by that width twice.
  package var scalesLoadTimeTwice: Bool

  /// Where the energy of a processing element comes from.
  package var elementTable: ElementTable

  /// What placement and routing add to energies of arrays: [bbs24], simulator.
  package var routingFactor = 1.5

  /// The clock of all designs: [bbs24] section 5.
  package var clockMegahertz = 800.0

  /// Bits that DRAM moves in a cycle, 64 on each edge of the clock: [bbs24], simulator.
  package var dramBitsPerCycle = 128.0

  /// The energy of moving 64 bits from or to DRAM: [bbs24], simulator.
  package var dramEnergyPer64Bits = Picojoules(1000)

  /// Makes constants; the others are the same in both sets.
  package init(scalesLoadTimeTwice: Bool, elementTable: ElementTable) {
    self.scalesLoadTimeTwice = scalesLoadTimeTwice
    self.elementTable = elementTable
  }

  /// The energy of a processing element in one cycle.
  package func element(_ energies: ArrayEnergies) -> Picojoules {
    switch elementTable {
    case .simulator: Picojoules(energies.simulatedElement.value * routingFactor)
    case .synthesis: Picojoules(energies.synthesizedMilliwatts * 1000 / clockMegahertz)
    }
  }
}

extension CostConstants {
  /// The constants of the simulator that gave the numbers of [bbs24].
  ///
  /// Its bytes of weights are scaled by their width already when the time to load them is taken as
  /// bytes times that width, so BitVert, BitWave and ANT load too fast. Its energies of processing
  /// elements do not follow from the power that [bbs24] table V gives.
  package static let published = CostConstants(
    scalesLoadTimeTwice: true, elementTable: .simulator)

  /// The constants with both faults of the simulator mended.
  ///
  /// A byte takes eight bits of time on the bus, as it does of energy, and a processing element takes
  /// the power of its synthesis at 28 nm and 800 MHz: [bbs24] table V.
  package static let corrected = CostConstants(
    scalesLoadTimeTwice: false, elementTable: .synthesis)
}
