import Basic
import IR

/// What the accelerator does for one network: the program that configures it, and which layers of
/// the network it computes where.
///
/// It holds no time, host or path: equal programs and targets give equal bytes.
package struct HydraPlan: Sendable, Equatable {
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
    /// Where its cycles go.
    package var cycles: LayerCycles
  }

  /// The version of the text forms.
  package static let formatVersion = 1

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

  /// Bits of the weights that lanes hold for nothing, as a part of all that they hold.
  package var unusedWeights: Double {
    let held = configuration.weightCount * configuration.lanes
    let used = configuration.layers.filter { $0.operation != .channelMaximum }
      .reduce(0) { $0 + $1.outputs * $1.products }
    return held == 0 ? 0 : 1 - Double(used) / Double(held)
  }

  /// The digest of a program: of its IR text without a head, which names every constant by its own.
  static func digest(of program: Program) -> ContentHash {
    let text = Array(IRPrinter().print(program).utf8)
    return text.withUnsafeBytes { ContentHash(of: $0) }
  }

  /// Reports a program other than the one that the plan was made for. (p2)
  ///
  /// - Parameter file: the file that holds the program, if one does.
  package func checkProgram(
    _ program: Program, file: String? = nil, _ diagnostics: inout DiagnosticBag
  ) {
    let found = Self.digest(of: program)
    guard found != self.program else { return }
    diagnostics.report(
      .error(
        .hydraProgramDigest,
        "the program has the digest \(found), the plan was made for \(self.program)",
        at: file.map { Diagnostic.Place.file($0, offset: nil) } ?? .none,
        help: "the program was changed after planning; compile the network again"))
  }
}
