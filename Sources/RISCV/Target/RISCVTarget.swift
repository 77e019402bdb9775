import Basic

/// A cluster of RISC-V cores with a scratchpad (L1), a memory behind a DMA engine (L2) and a
/// read-only memory for constants.
///
/// Every property is a key of the target file; units stand in the names of the keys. The meaning
/// of each is in `keys`. ([burrello20] for the two levels and the DMA engine)
package struct RISCVTarget: Sendable, Equatable {
  /// How tiles are chosen.
  package enum TilingMethod: String, Sendable, CaseIterable {
    /// The tiles with the least predicted time.
    case exact
    /// The tiles that the objective of DORY likes best, timed by the same model.
    case dory
  }

  /// When chains of layers are computed by stripes of rows.
  package enum CascadeChoice: String, Sendable, CaseIterable {
    /// Never.
    case none
    /// Where the activations would not fit into L2 otherwise, at the least cost in time.
    case fit
    /// Wherever it lowers the peak of L2.
    case smallest
  }

  /// When tensors stay in L1 between layers.
  package enum FusionChoice: String, Sendable, CaseIterable {
    /// Never.
    case none
    /// Where it lowers the predicted time, or at an equal time the bytes moved.
    case time
    /// Where it lowers the bytes moved, at the least cost in time.
    case traffic
  }

  package var name = ""

  package var instructionSet = InstructionSet.rv32im
  package var cores = 0
  package var vectorBits = 0
  package var clockMegahertz = 0.0

  package var l1Bytes = 0
  package var l1Banks = 0
  package var l2Bytes = 0
  package var constantBytes = 0
  package var stackBytes = 0

  package var dmaSetupCycles = 0
  package var dmaRowCycles = 0
  package var dmaBytesPerCycle = 0
  package var barrierCycles = 0
  package var stepCycles = 0

  package var tiling = TilingMethod.exact
  package var cascades = CascadeChoice.fit
  package var fusion = FusionChoice.time

  /// A target without values.
  package init() {}

  /// The bytes of L1 that the stacks of the cores take; they lie at its start.
  package var stackTotal: Int { cores * stackBytes }

  /// The bytes that buffers in L1 begin at multiples of.
  package static let alignment = 16
}
