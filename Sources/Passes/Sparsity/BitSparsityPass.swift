import Basic
import BitSparsity
import IR
import Interpreter

/// Prunes columns of bits of quantized weights.
package struct BitSparsityPass: Pass {
  package static let name = "bbs"
  package static let summary =
    "Prunes columns of bits of quantized weights: bi-directional bit-level sparsity."
  package static let details = """
    The 8 bits of a group of weights are 8 columns. Pruned ones are not stored: a constant of the group
    stands for what they held, and columns that repeat the sign are dropped first ([bbs24]). Weights
    change a little and become constants with an encoding, which every target may store and compute on.
    ```
    constant @w: i8[32, 64] quantized(…) = …                                   # before
    constant @w.bbs: i8[32, 64] quantized(…) encoded(method: zero_point_shifting, columns: 4, group: 32, constant: 5, axis: 0, sensitive: []) = …
    ```
    It prunes convolutions, dense layers and products with a constant matrix, in `i8` with zero points
    0, so it stands after `quantize`. Output channels of the greatest scales, over all layers, keep
    their 8 bits. [The page of bit-level sparsity](targets/bbs.md) defines everything to the bit.
    """
  package static let options = BitSparsityOptions.specs
  package static let fidelity = Fidelity.approximate

  /// There is nothing to prune.
  package static let nothing = Rule(
    "bbs.nothing", "columns are pruned of weights in i8",
    "The pass stands after `quantize`, and weights of 4 bits have no columns to spare.")

  /// An override that names no layer.
  package static let unknownLayer = Rule(
    "bbs.layer", "an override names a layer whose weights can be pruned",
    "`dnnc show` lists the layers of a model; convolutions, dense layers and products with constants count."
  )

  /// Weights that the published program makes, and that no metadata can tell.
  package static let noForm = Rule(
    "bbs.form", "pruned weights have the form of their encoding",
    """
    The published program shifts by constants that take weights beyond 8 bits, and counts more \
    redundant columns than its metadata can tell. Such weights are cut to 8 bits and stored without \
    columns. The mode `standard` searches among the others alone.
    """)

  /// A budget that nothing fits.
  package static let budget = Rule(
    "bbs.budget", "a budget of bits leaves room for the weights",
    """
    All weights of convolutions, dense layers and products with constants count, with the metadata of \
    groups and the order of channels; stems and depth-wise convolutions keep 8 bits unless they are to \
    be pruned.
    """)

  /// All of them, for documentation.
  package static let rules = [nothing, unknownLayer, noForm, budget]

  private let settings: BitSparsityOptions

  package init(_ options: PassOptions) { settings = BitSparsityOptions(options) }

  package func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    let layers = PrunableLayer.all(in: program)
    reportUnknownLayers(layers, &context.bag)
    let chosen = layers.filter { columns(of: $0) > 0 }
    guard !chosen.isEmpty else {
      context.bag.report(
        Diagnostic(
          .warning, Self.nothing.code, "no layer has weights to prune",
          help: "see `dnnc describe \(Self.nothing.code)`"))
      return .unchanged
    }
    guard let encodings = encodings(of: chosen, among: layers, program, &context) else {
      return .unchanged
    }
    var replacements: [ID<Value>: ID<Value>] = [:]
    var changed: [(layer: PrunableLayer, weights: [Int32])] = []
    for case (let layer, let encoding?) in zip(chosen, encodings) {
      let weights = pruned(layer, encoding, &context)
      changed.append((layer, weights.values))
      var constant = Constant(
        "\(program.graph[layer.value].name).bbs",
        Tensor(layer.weights.type, integers: weights.values))
      if weights.hasForm { constant.encoding = encoding }
      let id = program.addConstant(constant)
      replacements[layer.value] = program.graph.value(of: id, in: program.constants)
    }
    guard !replacements.isEmpty else { return .unchanged }
    if settings.correctsBias {
      do throws(ExecutionError) {
        try correctBiases(of: changed, in: &program, context)
      } catch {
        context.bag.report(error.diagnostic)
        return .unchanged
      }
    }
    program.graph.replaceUses(replacements)
    return .changed
  }

  /// Gives layers biases that take back what their pruned weights change on average.
  private func correctBiases(
    of changed: [(layer: PrunableLayer, weights: [Int32])], in program: inout Program,
    _ context: PassContext
  ) throws(ExecutionError) {
    let biases = try BiasCorrection(program, context).biases(changed)
    for case (let (layer, _), let bias?) in zip(changed, biases) {
      let name = program.graph[program.graph[layer.operation].operands[2]].name
      let id = program.addConstant(Constant("\(name).bbs", bias))
      let value = program.graph.value(of: id, in: program.constants)
      program.graph[layer.operation].operands[2] = value
    }
  }

  /// How each layer is stored, `nil` for those that keep 8 bits; no list after reporting why there is none.
  private func encodings(
    of chosen: [PrunableLayer], among layers: [PrunableLayer], _ program: Program,
    _ context: inout PassContext
  ) -> [BitSparseEncoding?]? {
    guard let budget = settings.budget else {
      return zip(chosen, settings.sensitive.choose(chosen.map(\.scores))).map { layer, sensitive in
        BitSparseEncoding(
          method: settings.method, columns: columns(of: layer), group: settings.group,
          constantBits: settings.constantBits, axis: layer.axis, sensitive: sensitive)
      }
    }
    let all = layers.reduce(0) { $0 + $1.weights.type.elementCount }
    let fixed = chosen.reduce(all) { $0 - $1.weights.type.elementCount }
    do throws(ExecutionError) {
      let frontier = try PruningFrontier(chosen, fixed: fixed, settings, program, context)
      if let point = frontier.best(within: budget) { return point.encodings }
      let least = frontier.points.first?.bitsAWeight ?? 8
      context.bag.report(
        .error(
          Self.budget,
          "\(NumberText.shortest(budget)) bits a weight are fewer than any pruning leaves",
          help: "the fewest are \(NumberText.fixed(least, 2))"))
      return nil
    } catch {
      context.bag.report(error.diagnostic)
      return nil
    }
  }

  /// The columns that a layer loses.
  private func columns(of layer: PrunableLayer) -> Int {
    if let own = settings.overrides.last(where: { layer.names.contains($0.name) }) {
      return own.columns
    }
    switch layer.role {
    case .ordinary: return settings.columns
    case .stem: return settings.prunesStem ? settings.columns : 0
    case .depthwise: return settings.prunesDepthwise ? settings.columns : 0
    }
  }

  private func reportUnknownLayers(_ layers: [PrunableLayer], _ bag: inout DiagnosticBag) {
    let names = layers.flatMap(\.names)
    for (name, _) in settings.overrides where !names.contains(name) {
      bag.report(
        .error(
          Self.unknownLayer, "no layer with weights to prune is called '\(name)'",
          help: Spelling.suggestion(name, in: names)))
    }
  }

  private func pruned(
    _ layer: PrunableLayer, _ encoding: BitSparseEncoding, _ context: inout PassContext
  ) -> (values: [Int32], hasForm: Bool) {
    let source = layer.weights.numbers.map { Int8($0) }
    guard settings.isPublished else {
      var weights = source
      settings.pruner(encoding, threads: context.threads).prune(&weights, layer.layout)
      return (weights.map { Int32($0) }, true)
    }
    let published = PublishedPruning.prune(
      source, layer.layout, method: encoding.method, columns: encoding.columns,
      group: encoding.group, constantBits: encoding.constantBits,
      usesRedundantColumns: settings.usesRedundantColumns)
    guard let published else {
      report(
        layer, "\(source.count) weights do not divide into groups of \(encoding.group)", &context)
      return (source.map { Int32($0) }, false)
    }
    var weights = published.map { Int8(clamping: $0) }
    for channel in encoding.sensitive {
      for index in 0..<layer.layout.channelCount {
        let (position, input) = index.quotientAndRemainder(dividingBy: layer.layout.depth)
        let place = layer.layout.index(channel, position, input)
        weights[place] = source[place]
      }
    }
    let cut = zip(weights, published).reduce(0) { $0 + (Int16($1.0) == $1.1 ? 0 : 1) }
    let hasForm = (try? EncodedWeights(weights, shape: layer.weights.type.shape, encoding)) != nil
    if !hasForm {
      report(
        layer, "\(cut) of \(source.count) weights leave 8 bits or the form of a group", &context)
    }
    return (weights.map { Int32($0) }, hasForm)
  }

  private func report(_ layer: PrunableLayer, _ reason: String, _ context: inout PassContext) {
    context.bag.report(
      Diagnostic(
        .warning, Self.noForm.code, "'\(layer.names.first ?? "a layer")': \(reason)",
        help: "mode=standard keeps the form"))
  }
}
