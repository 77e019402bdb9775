import Basic
import BitSparsity
import IR
import Interpreter

/// Chooses how each layer is pruned, by measured error under a budget of bits.
struct BudgetedPruning {
  /// What comes of a budget.
  enum Choice {
    case encodings([BitSparseEncoding?])
    case tooFew(leastBitsAWeight: Double)
  }

  /// How a layer may be stored: `nil` for 8 bits a weight.
  private typealias Way = BitSparseEncoding?

  /// The encodings that fit the budget with the least error, `nil` for layers that keep 8 bits.
  ///
  /// Every layer may take either method with any number of columns, with all channels pruned or with the
  /// sensitive ones of either preset: so both presets are among the choices.
  ///
  /// - Parameters:
  ///   - layers: the layers that may be pruned.
  ///   - fixed: the weights that keep 8 bits, and count for the budget.
  ///   - bitsAWeight: the budget, with metadata and the order of channels.
  /// - Returns: what is chosen, or only the fewest bits a weight that there are if these are too many.
  static func encodings(
    _ layers: [PrunableLayer], fixed: Int, bitsAWeight: Double, _ settings: BitSparsityOptions,
    _ program: Program, _ context: PassContext
  ) throws(ExecutionError) -> Choice {
    let errors = try LayerErrors(layers, program, context)
    let scores = layers.map(\.scores)
    let presets = [0.1, 0.2].map {
      SensitiveChannels(
        part: $0, alignment: settings.sensitive.alignment, unit: settings.sensitive.unit
      ).choose(scores)
    }
    var ways: [[Way]] = []
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
    let total = layers.reduce(fixed) { $0 + $1.weights.type.elementCount }
    let budget = Int((bitsAWeight * Double(total)).rounded(.down)) - 8 * fixed
    let choice = BudgetedChoice(options)
    guard let point = choice.best(within: budget) else {
      let least = (choice.frontier.first?.bits ?? 0) + 8 * fixed
      return .tooFew(leastBitsAWeight: Double(least) / Double(max(total, 1)))
    }
    return .encodings(zip(ways, point.options).map { $0[$1] })
  }

  private static func ways(
    _ layer: PrunableLayer, _ sensitive: [[Int]], _ settings: BitSparsityOptions
  ) -> [Way] {
    var sets = [[Int]()]
    for set in sensitive where !sets.contains(set) && set.count < layer.layout.channels {
      sets.append(set)
    }
    var ways: [Way] = [nil]
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
