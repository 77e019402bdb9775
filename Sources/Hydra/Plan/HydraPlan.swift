import Backend
import Basic
import IR
import Interpreter

/// What the accelerator does for one network: the program that configures it, and which layers of
/// the network it computes where.
///
/// It holds no time, host or path: equal programs and targets give equal bytes.
package struct HydraPlan: DevicePlan {
  /// What a layer of the device is to the network.
  package struct Layer: Sendable, Equatable {
    /// What the user calls the operations that it computes.
    package var name: String
    /// The value of the program that it gives.
    package var value: String
    /// The value that holds its sums; empty if there is none.
    package var sums: String
    /// The value that holds the arguments of its activation; empty if there is none.
    package var arguments: String
    /// The bits of its weights as the program stores them in columns; 0 if it does not.
    package var encodedBits: Int
    /// Where its cycles go.
    package var cycles: LayerCycles
  }

  /// The version of the text forms.
  package static let formatVersion = 1

  package static let fileRules = PlanFileRules(
    kind: HydraTarget.kind, files: binaryNames, binaries: "network.hyb holds the bitstream.")

  package static let binaryNames = ["network.hyb"]

  /// The network.
  package var network: String

  /// The digest of the program that it was made for, as IR text without a head.
  package var program: ContentHash

  /// The target with its options.
  package var target: HydraTarget

  /// One for each layer of the bitstream.
  package var layers: [Layer]

  /// What the bitstream says.
  package var configuration: HydraProgram

  /// All layers together.
  package var total: LayerCycles { layers.reduce(LayerCycles()) { $0 + $1.cycles } }

  package var latency: Nanoseconds? { target.time(total.total) }

  /// What the numbers of each layer are for certain, whatever the input.
  package var ranges: [LayerRange] { RangeAnalysis.layers(configuration) }

  /// Weights of each lane, of all segments.
  var heldWeights: Int { configuration.weights.first?.count ?? 0 }

  /// Bits of the weights that lanes hold for nothing, as a part of all that they hold.
  package var unusedWeights: Double {
    let held = heldWeights * configuration.lanes
    let used = configuration.layers.filter { $0.operation != .channelMaximum }
      .reduce(0) { $0 + $1.outputs * $1.products }
    return held == 0 ? 0 : 1 - Double(used) / Double(held)
  }

  package var binaries: [[UInt8]] { [configuration.bytes] }

  package func simulator(
    _ program: Program, threads: Int, changedImages: Diagnostic.Severity,
    _ diagnostics: inout DiagnosticBag
  ) -> (any PlanSimulator)? {
    PlanReplay(self, program, &diagnostics)
  }
}
