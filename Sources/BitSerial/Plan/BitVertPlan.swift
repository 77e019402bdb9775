import Backend
import Basic
import IR
import Interpreter

/// What a BitVert accelerator does for one network: which weights it loads, the tiles that it works on,
/// what its schedulers select, and what that takes.
package struct BitVertPlan: DevicePlan {
  package static let formatVersion = 1

  package static let fileRules = PlanFileRules(
    kind: BitVertTarget.kind, files: binaryNames,
    binaries: "weights.bin holds stored channels, selections.bin what the schedulers make of them.")

  package static let binaryNames = ["weights.bin", "selections.bin"]

  /// The network.
  package var network: String

  /// The digest of the program that it was made for.
  package var program: ContentHash

  /// The accelerator with its constants.
  package var target: BitVertTarget

  /// One layer for each operation, in order of execution.
  package var layers: [BitVertLayer]

  /// Sums.
  package var totals: BitVertTotals

  /// The stored weights of all layers on the array, one layer after the other.
  package var weights: [UInt8]

  /// The selections of all layers on the array, two bytes each, the low one first.
  package var selections: [UInt8]

  package var binaries: [[UInt8]] { [weights, selections] }

  package func simulator(
    _ program: Program, threads: Int, changedImages: Diagnostic.Severity,
    _ diagnostics: inout DiagnosticBag
  ) -> (any PlanSimulator)? {
    var faults = DiagnosticBag(errorLimit: .max)
    BitVertVerifier.verify(self, changedImages: changedImages, &faults)
    if !faults.hasErrors { ProgramFit(plan: self, program: program).check(&faults) }
    diagnostics.merge(faults)
    guard !faults.hasErrors else { return nil }
    do throws(ExecutionError) {
      return try ProgramReplay(
        program, layers: layers.map { $0.mapping.flatMap { LayerReplay($0, in: self) } },
        threads: threads)
    } catch {
      diagnostics.report(error.diagnostic)
      return nil
    }
  }
}

/// One operation of the network in a plan: what runs it, and why.
package struct BitVertLayer: Sendable, Equatable {
  /// The user's name for the layer, or several if the operation computes several.
  package var name: String

  /// The name of the operation's first result.
  package var value: String

  /// The operator.
  package var kind: String

  /// The code of the rule that keeps it off the array, or `nil` if it is there.
  package var rule: String?

  /// Why it is where it is, in words.
  package var reason: String

  /// Multiply-accumulate operations.
  package var macs: Int

  /// How the array computes it, or `nil` if the host does.
  package var mapping: BitVertMapping?
}

/// The sums over the layers on the array.
package struct BitVertTotals: Sendable, Equatable {
  /// Multiply-accumulate operations on the array and on the host.
  package var arrayMACs: Int
  package var hostMACs: Int

  /// Tiles.
  package var tiles: Int

  /// Cycles of the array, of DRAM, and of both overlapped, layer after layer.
  package var computeCycles: Cycles
  package var dramCycles: Cycles
  package var cycles: Cycles

  /// Energy.
  package var energy: EnergyBreakdown

  /// Bits of weights at 8 each and as they are stored.
  package var denseBits: Int
  package var storedBits: Int

  /// What BBS saves: cycles and energy of the same network without encodings.
  package var unpruned: Cost

  /// The sums of layers.
  init(_ layers: [BitVertLayer], target: BitVertTarget) {
    let mappings = layers.compactMap(\.mapping)
    arrayMACs = layers.reduce(0) { $0 + ($1.mapping == nil ? 0 : $1.macs) }
    hostMACs = layers.reduce(0) { $0 + ($1.mapping == nil ? $1.macs : 0) }
    let cost = BitVertCosts.cost(mappings, target)
    tiles = cost.tiles
    computeCycles = cost.computeCycles
    dramCycles = cost.dramCycles
    cycles = cost.cycles
    energy = cost.energy
    denseBits = mappings.reduce(0) { $0 + 8 * $1.shape.weights }
    storedBits = mappings.reduce(0) { $0 + 8 * $1.weights.bytes.count }
    unpruned = BitVertCosts.cost(mappings.map(\.unpruned), target).total
  }

  init(
    arrayMACs: Int, hostMACs: Int, tiles: Int, computeCycles: Cycles, dramCycles: Cycles,
    cycles: Cycles, energy: EnergyBreakdown, denseBits: Int, storedBits: Int, unpruned: Cost
  ) {
    self.arrayMACs = arrayMACs
    self.hostMACs = hostMACs
    self.tiles = tiles
    self.computeCycles = computeCycles
    self.dramCycles = dramCycles
    self.cycles = cycles
    self.energy = energy
    self.denseBits = denseBits
    self.storedBits = storedBits
    self.unpruned = unpruned
  }
}
