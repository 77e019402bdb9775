import Backend
import Basic
import BitSparsity
import IR
import Operators

/// Makes the plan of a program.
struct BitVertPlanner {
  private let program: Program
  private let target: BitVertTarget
  private var layers: [BitVertLayer] = []
  private var weights: [UInt8] = []
  private var selections: [UInt8] = []

  init(_ program: Program, target: BitVertTarget) {
    self.program = program
    self.target = target
  }

  /// The plan, or `nil` after reporting why there is none.
  mutating func plan(_ diagnostics: inout DiagnosticBag) -> BitVertPlan? {
    for id in program.graph.order { add(id, &diagnostics) }
    guard !diagnostics.hasErrors else { return nil }
    let places = layers.indices.filter { layers[$0].mapping != nil }
    if places.isEmpty {
      diagnostics.report(
        Diagnostic(
          .warning, Rule.bitvertP1.code, "no layer of '\(program.graph.name)' is on the array",
          help: "the reasons stand beside the layers; quantize the network to i8 weights"))
    }
    let cost = BitVertCosts.cost(layers.compactMap(\.mapping), target)
    for (place, layer) in zip(places, cost.layers) { layers[place].mapping?.cost = layer }
    return BitVertPlan(
      network: program.graph.name, program: BitVertPlan.digest(of: program), target: target,
      layers: layers, totals: BitVertTotals(layers, target: target), weights: weights,
      selections: selections)
  }

  private mutating func add(_ id: ID<Operation>, _ diagnostics: inout DiagnosticBag) {
    let graph = program.graph
    let operation = graph[id]
    let result = graph[operation.results[0]]
    let definition = OperatorCatalog.standard[operation.kind]
    let types = operation.results.map { graph[$0].type }
    var layer = BitVertLayer(
      name: operation.origins.isEmpty ? result.name : operation.layerName, value: result.name,
      kind: operation.kind, rule: nil, reason: "",
      macs: definition?.work(graph.call(id), types).macs ?? 0, mapping: nil)
    switch BitVertPlacement(target: target).decide(id, in: program) {
    case .host(let reason):
      layer.rule = reason.rule.code
      layer.reason = reason.text
    case .array(let taken):
      map(taken, into: &layer, operation.location, &diagnostics)
    }
    layers.append(layer)
  }

  private mutating func map(
    _ taken: BitVertPlacement.ArrayLayer, into layer: inout BitVertLayer,
    _ location: SourceRange?, _ diagnostics: inout DiagnosticBag
  ) {
    let shape = taken.shape
    let sizes = BitSerialLayer(
      name: "", kind: shape.kind, channels: shape.channels, filters: shape.filters,
      sensitiveChannels: taken.encoding?.sensitive.count ?? 0,
      prunedColumns: taken.encoding?.columns ?? 0)
    guard let sizes else { preconditionFailure("sizes beyond the limits were placed") }
    let tiling = ArrayTiling(sizes, target.geometry)
    let stored: [UInt8]
    do throws(EncodedWeights.NoForm) {
      stored = try bytes(taken, tiling.split)
    } catch {
      diagnostics.report(
        .error(
          .bitvertP2,
          "'\(layer.value)': group \(error.group) of output channel \(error.channel) has not the "
            + "form of its encoding",
          at: location.map { Diagnostic.Place.source($0) } ?? .none,
          help: "the weights were changed after pruning; run the pass bbs last"))
      return
    }
    var mapping = BitVertMapping(
      shape: shape, zero: taken.zero, encoding: taken.encoding, tiling: tiling,
      weights: part(stored, from: weights.count), selections: part([], from: selections.count),
      statistics: SelectionStatistics(),
      cost: BitSerialLayerCost(
        name: "", geometry: target.geometry, tiles: 0, computeCycles: .zero, dramCycles: .zero,
        energy: EnergyBreakdown()), offsets: offsets(taken))
    guard let columns = StoredColumns(stored, mapping) else {
      preconditionFailure("'\(layer.value)' is stored in other bytes than it needs")
    }
    let (words, statistics) = columns.selections()
    let bytes = words.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    mapping.selections = part(bytes, from: selections.count)
    mapping.statistics = statistics
    weights += stored
    selections += bytes
    layer.mapping = mapping
    layer.reason = Self.reason(mapping)
  }

  /// The stored bytes of a layer's weights.
  private func bytes(
    _ taken: BitVertPlacement.ArrayLayer, _ split: FilterPieces
  ) throws(EncodedWeights.NoForm) -> [UInt8] {
    let shape = taken.shape
    if let encoding = taken.encoding {
      let dimensions = [shape.filters, shape.depth, shape.kernel.height, shape.kernel.width]
      return try EncodedWeights(taken.weights, shape: dimensions, encoding).bytes
    }
    let area = shape.kernel.area
    let offsets = split.places.map { $0.channel * area + $0.position }
    return (0..<shape.filters).flatMap { filter in
      offsets.map { UInt8(bitPattern: taken.weights[filter * offsets.count + $0]) }
    }
  }

  private func part(_ bytes: [UInt8], from start: Int) -> BitVertMapping.Part {
    BitVertMapping.Part(
      bytes: start..<start + bytes.count,
      digest: bytes.withUnsafeBytes { ContentHash(of: $0) })
  }

  /// `bias − zero · Σ w` for each output channel; it wraps like the accumulator of the operator.
  private func offsets(_ taken: BitVertPlacement.ArrayLayer) -> [Int32] {
    let size = taken.weights.count / max(1, taken.shape.filters)
    return (0..<taken.shape.filters).map { filter in
      let sum = taken.weights[filter * size..<(filter + 1) * size].reduce(0) { $0 + Int($1) }
      let bias = taken.bias.isEmpty ? 0 : Int(taken.bias[filter])
      return Int32(truncatingIfNeeded: bias &- taken.zero &* sum)
    }
  }

  /// How the weights of a layer are stored, in words.
  static func reason(_ mapping: BitVertMapping) -> String {
    guard let encoding = mapping.encoding else { return "weights keep 8 bits" }
    let method = encoding.method == .roundedAveraging ? "averaging" : "shifting"
    let (sensitive, filters) = (encoding.sensitive.count, mapping.shape.filters)
    guard sensitive < filters else { return "weights keep 8 bits: all channels are sensitive" }
    return "\(method), \(8 - encoding.columns) of 8 columns in "
      + "\(filters - sensitive) of \(filters) channels, groups of \(encoding.group)"
  }
}
