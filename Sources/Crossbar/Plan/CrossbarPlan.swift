import Backend
import Basic
import IR

/// What a cluster with crossbar arrays does for one network: which weights lie where, which jobs
/// compute which layer, and what it costs.
///
/// It holds no time, host or path: equal programs and targets give equal bytes.
package struct CrossbarPlan: DevicePlan {
  /// The number of arrays that one packing order gives.
  package struct OrderResult: Sendable, Hashable {
    package var order: CrossbarTarget.TileOrder
    package var arrays: Int
  }

  /// The version of the text forms.
  package static let formatVersion = 1

  /// The network.
  package var network: String

  /// The digest of the program that it was made for, as IR text without a head.
  package var program: ContentHash

  /// The target with its options.
  package var target: CrossbarTarget

  /// One layer for each operation, in order of execution.
  package var layers: [PlanLayer]

  /// The arrays.
  package var arrays: [PlanArray]

  /// The jobs, in order of execution.
  package var jobs: [PlanJob]

  /// The order that tiles were packed in.
  package var order: CrossbarTarget.TileOrder

  /// What the orders that were tried give.
  package var compared: [OrderResult]

  /// Writing the weights.
  package var writing: WeightWriting

  /// Sums.
  package var totals: PlanTotals

  /// The images of all arrays one after the other: rows of cells, two a byte, the cell of the
  /// lower column in the lower half.
  package var image: [UInt8]

  /// The low halves that groups of weights share, from 0 to 15: layer by layer, matrix by matrix, output
  /// by output, group by group.
  package var lowHalves: [UInt8]

  package static let fileRules = PlanFileRules(
    kind: CrossbarTarget.kind, files: binaryNames,
    binaries:
      "arrays.bin holds the images of the arrays, one after the other, and then the low halves that "
      + "groups of weights share.")

  package static let binaryNames = ["arrays.bin"]

  package var binaries: [[UInt8]] { [image + lowHalves] }

  /// The part of `lowHalves` that each layer has, in the order of layers.
  var lowHalfRanges: [Range<Int>] {
    var start = 0
    return layers.map { layer in
      defer { start += layer.mapping?.lowHalfCount ?? 0 }
      return start..<start + (layer.mapping?.lowHalfCount ?? 0)
    }
  }

  /// Converters that round by choice give other bits.
  package var inexactness: String? {
    target.adcModel == .ideal ? nil : "the converters of the target are lossy (adc_model hal)"
  }

  package func simulator(
    _ program: Program, threads: Int, changedImages: Diagnostic.Severity,
    _ diagnostics: inout DiagnosticBag
  ) -> (any PlanSimulator)? {
    CrossbarSimulator(
      self, program, threads: threads, changedImages: changedImages, &diagnostics)
  }
}
