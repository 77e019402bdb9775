import BitSparsity
import IR

/// What the options of `bbs` say.
struct BitSparsityOptions: Sendable {
  /// How columns are pruned where a layer has no number of its own.
  let method: BitSparseEncoding.Method
  let columns: Int
  let group: Int
  let constantBits: Int

  /// Whether columns that repeat the sign are dropped before others are pruned.
  let usesRedundantColumns: Bool

  /// Which channels keep their 8 bits.
  let sensitive: SensitiveChannels

  /// Whether layers of special roles are pruned too.
  let prunesStem: Bool
  let prunesDepthwise: Bool

  /// Whether weights are pruned as the published program does it.
  let isPublished: Bool

  /// Whether biases take back what pruned weights change on average.
  let correctsBias: Bool

  /// The most bits a weight, if layers are pruned by measured error.
  let budget: Double?

  /// Pruned columns of layers by name, 0 for none.
  let overrides: [(name: String, columns: Int)]

  init(_ options: PassOptions) {
    let isConservative = options.symbol("preset") == "conservative"
    method =
      BitSparseEncoding.Method(rawValue: options.symbol("method"))
      ?? (isConservative ? .roundedAveraging : .zeroPointShifting)
    columns = Int(options.symbol("columns")) ?? (isConservative ? 2 : 4)
    group = options.integer("group")
    constantBits = options.integer("constant")
    usesRedundantColumns = options.symbol("redundant") == "use"
    let percent = Int(options.symbol("sensitive")) ?? (isConservative ? 10 : 20)
    sensitive = SensitiveChannels(
      part: Double(percent) / 100, alignment: options.integer("align"),
      unit: options.symbol("select") == "blocks" ? .blocks : .channels)
    prunesStem = options.symbol("stem") == "prune"
    prunesDepthwise = options.symbol("depthwise") == "prune"
    isPublished = options.symbol("mode") == "official"
    correctsBias = options.symbol("bias") == "correct" && !isPublished
    budget = Double(options.symbol("budget"))
    overrides = LayerColumns.parse(options.symbol("layers")) ?? []
  }

  /// What prunes weights into an encoding.
  func pruner(_ encoding: BitSparseEncoding, threads: Int) -> BitSparsePruner {
    BitSparsePruner(encoding, usesRedundantColumns: usesRedundantColumns, threads: threads)
  }

  /// The options, as the pass declares them.
  static let specs = [
    PassOptionSpec(
      "preset", .symbol(["conservative", "moderate"]), default: "moderate",
      "rounded averaging of 2 columns and 10 % sensitive channels, or shifting of 4 and 20 %"),
    PassOptionSpec(
      "method", .symbol(["preset"] + BitSparseEncoding.Method.allCases.map(\.rawValue)),
      default: "preset", "how columns are pruned"),
    PassOptionSpec(
      "columns", .symbol(["preset"] + (1...6).map(String.init)), default: "preset",
      "the pruned columns of 8"),
    PassOptionSpec(
      "group", .symbol(["16", "32", "64"]), default: "32", "the weights that share a constant"),
    PassOptionSpec(
      "constant", .symbol(["4", "5", "6"]), default: "5", "the bits of a shift"),
    PassOptionSpec(
      "redundant", .symbol(["use", "ignore"]), default: "use",
      "whether columns that repeat the sign are dropped first; with ignore every pruned weight loses "
        + "its low columns, which crossbars turn into fewer cells"),
    PassOptionSpec(
      "sensitive", .symbolOrInteger("preset", 0...100), default: "preset",
      "the channels of 100 that keep 8 bits"),
    PassOptionSpec(
      "align", .integer(1...64), default: "32",
      "of each layer a multiple of this many channels keeps 8 bits"),
    PassOptionSpec(
      "select", .symbol(["channels", "blocks"]), default: "channels",
      "whether sensitive channels are chosen one by one or in neighbouring blocks"),
    PassOptionSpec(
      "stem", .symbol(["keep", "prune"]), default: "keep",
      "what becomes of convolutions with fewer than 16 input channels"),
    PassOptionSpec(
      "depthwise", .symbol(["keep", "prune"]), default: "keep",
      "what becomes of depth-wise convolutions"),
    PassOptionSpec(
      "budget", .symbolOrNumber("none", 2...8), default: "none",
      "the most bits a weight, all stored; method and columns of each layer then follow from the "
        + "error that they cause on the samples"),
    PassOptionSpec(
      "bias", .symbol(["correct", "keep"]), default: "correct",
      "whether biases take back what pruning changes on average over the samples; mode=official keeps "
        + "them"),
    PassOptionSpec(
      "mode", .symbol(["standard", "official"]), default: "standard",
      "official prunes as the published program does, which may leave the form of the encoding"),
    PassOptionSpec(
      "layers", .layerColumns, default: "none",
      "pruned columns of single layers, as NAME:N+NAME:N; 0 keeps 8 bits"),
  ]
}

/// The text `NAME:N+NAME:N`, or `none`.
enum LayerColumns {
  /// The pairs, or `nil` if the text has another form.
  static func parse(_ text: String) -> [(name: String, columns: Int)]? {
    if text == "none" { return [] }
    var pairs: [(name: String, columns: Int)] = []
    for part in text.split(separator: "+", omittingEmptySubsequences: false) {
      let halves = part.split(separator: ":", omittingEmptySubsequences: false)
      guard halves.count == 2, !halves[0].isEmpty, let columns = Int(halves[1]),
        (0...6).contains(columns)
      else { return nil }
      pairs.append((String(halves[0]), columns))
    }
    return pairs
  }
}
