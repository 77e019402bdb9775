import Basic
import BitSparsity
import IR
import Interpreter

/// Every way to prune a network that no other beats in both bits and measured error.
///
/// A layer may take either method with any number of columns, with all channels pruned or with the
/// sensitive ones of either preset, or keep its 8 bits: so both presets are among the choices. The error
/// of a layer is the energy of what it gives for the weights that it loses, as a part of what it gives; errors
/// of layers add up.
package struct PruningFrontier: Sendable {
  /// A choice for all layers.
  package struct Point: Sendable {
    /// Bits a weight of all layers, with metadata and the order of channels.
    package let bitsAWeight: Double

    /// The sum of the errors of layers.
    package let error: Double

    /// How each layer is stored; `nil` for 8 bits a weight.
    package let encodings: [BitSparseEncoding?]
  }

  /// The names of the layers that may be pruned, in order.
  package let layers: [String]

  /// The points, from few bits and much error to many bits and little.
  package let points: [Point]

  /// The options of the pass `bbs` as they are by default, for the frontier of an integer program.
  package init(of program: Program, _ context: PassContext) throws(ExecutionError) {
    let settings = BitSparsityOptions(PassOptions([], BitSparsityOptions.specs))
    let all = PrunableLayer.all(in: program)
    let layers = all.filter { $0.role == .ordinary }
    let fixed =
      (all.reduce(0) { $0 + $1.weights.type.elementCount })
      - layers.reduce(0) { $0 + $1.weights.type.elementCount }
    try self.init(layers, fixed: fixed, settings, program, context)
  }

  /// The choices for some layers.
  ///
  /// - Parameter fixed: the weights that keep 8 bits, and count.
  init(
    _ layers: [PrunableLayer], fixed: Int, _ settings: BitSparsityOptions, _ program: Program,
    _ context: PassContext
  ) throws(ExecutionError) {
    let errors = try LayerErrors(layers, program, context)
    let scores = layers.map(\.scores)
    let presets = [0.1, 0.2].map {
      SensitiveChannels(
        part: $0, alignment: settings.sensitive.alignment, unit: settings.sensitive.unit
      ).choose(scores)
    }
    var ways: [[BitSparseEncoding?]] = []
    var options: [[BudgetedChoice.Option]] = []
    for (index, layer) in layers.enumerated() {
      let own = Self.ways(layer, presets.map { $0[index] }, settings)
      var choices: [BudgetedChoice.Option] = []
      for way in own {
        guard let way else {
          choices.append(.init(bits: 8 * layer.weights.type.elementCount, error: 0))
          continue
        }
        var weights = layer.weights.numbers.map { Int8($0) }
        settings.pruner(way, threads: context.threads).prune(&weights, layer.layout)
        let bits = StorageBits(way, layer.layout)
        choices.append(
          .init(
            bits: bits.columns + bits.metadata + bits.order,
            error: try errors.relativeError(layer, weights)))
      }
      ways.append(own)
      options.append(choices)
    }
    let total = Double(
      max(1, layers.reduce(fixed) { $0 + $1.weights.type.elementCount }))
    self.layers = layers.map { $0.names.first ?? "" }
    points = BudgetedChoice(options).frontier.map { point in
      Point(
        bitsAWeight: Double(point.bits + 8 * fixed) / total, error: point.error,
        encodings: zip(ways, point.options).map { $0[$1] })
    }
  }

  /// The choice of least error with at most so many bits a weight, or `nil` if all take more.
  package func best(within bitsAWeight: Double) -> Point? {
    points.last { $0.bitsAWeight <= bitsAWeight }
  }

  private static func ways(
    _ layer: PrunableLayer, _ sensitive: [[Int]], _ settings: BitSparsityOptions
  ) -> [BitSparseEncoding?] {
    var sets = [[Int]()]
    for set in sensitive where !sets.contains(set) && set.count < layer.layout.channels {
      sets.append(set)
    }
    var ways: [BitSparseEncoding?] = [nil]
    for method in BitSparseEncoding.Method.allCases {
      for columns in 1...6 {
        for set in sets {
          ways.append(
            BitSparseEncoding(
              method: method, columns: columns, group: settings.group,
              constantBits: settings.constantBits, axis: layer.axis, sensitive: set))
        }
      }
    }
    return ways
  }
}
