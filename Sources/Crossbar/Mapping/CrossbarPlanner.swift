import Backend
import Basic
import IR
import Operators

/// Makes the plan of a program.
struct CrossbarPlanner {
  private let program: Program
  private let target: CrossbarTarget
  private let costs: CrossbarCostModel
  private var layers: [PlanLayer] = []
  private var analog: [(matrix: WeightMatrix, mapping: LayerMapping)?] = []
  private var lowHalves: [UInt8] = []
  private var tiles: [WeightTile] = []

  init(_ program: Program, target: CrossbarTarget) {
    self.program = program
    self.target = target
    costs = CrossbarCostModel(target: target)
  }

  /// The plan, or `nil` after reporting why there is none.
  mutating func plan(_ diagnostics: inout DiagnosticBag) -> CrossbarPlan? {
    for id in program.graph.order { add(id) }
    if tiles.isEmpty {
      diagnostics.report(
        Diagnostic(
          .warning, Rule.crossbarP1.code, "no layer of '\(program.graph.name)' is on the crossbar",
          help: "the reasons stand beside the layers; quantize the network to i8 or i4 weights"))
    }
    let packer = ArrayPacker(width: target.columns, height: target.rows)
    let choice = packer.choose(
      tiles.map { (width: $0.columns.count, height: $0.rows.count) }, order: target.order)
    let placed = choice.packing.arrays.map { array in
      array.map {
        PlanArray.PlacedTile(tile: tiles[$0.tile], x: $0.rectangle.x, y: $0.rectangle.y)
      }
    }
    guard target.arrayCount == 0 || placed.count <= target.arrayCount else {
      diagnostics.report(
        .error(
          .crossbarP2,
          "'\(program.graph.name)' takes \(placed.count) arrays and there are \(target.arrayCount)",
          help: "give 'arrays' a larger number, or put fewer layers onto the crossbar"))
      return nil
    }
    let writer = ArrayImageWriter(target: target, layers: analog)
    let (image, digests) = writer.images(placed, threads: Parallel.machineThreads)
    let arrays = zip(placed, digests).map { tiles, digest in
      PlanArray(
        tiles: tiles, usedCells: tiles.reduce(0) { $0 + $1.rectangle.area }, digest: digest)
    }
    return CrossbarPlan(
      network: program.graph.name, program: CrossbarPlan.digest(of: program), target: target,
      layers: layers, arrays: arrays,
      jobs: jobs(arrays), order: choice.order,
      compared: choice.compared.map { .init(order: $0.order, arrays: $0.arrays) },
      writing: WeightWriting(arrays, target: target),
      totals: PlanTotals(layers: layers, arrays: arrays, target: target), image: image,
      lowHalves: lowHalves)
  }

  private mutating func add(_ id: ID<Operation>) {
    let graph = program.graph
    let operation = graph[id]
    let result = graph[operation.results[0]]
    let definition = OperatorCatalog.standard[operation.kind]
    let call = graph.call(id)
    let macs = definition?.work(call, operation.results.map { graph[$0].type }).macs ?? 0
    let cycles = costs.cyclesOnCores(
      call, kind: operation.kind, result: result.type, macs: macs)
    var layer = PlanLayer(
      name: operation.origins.isEmpty ? result.name : operation.layerName,
      value: result.name, kind: operation.kind, engine: .crossbar, rule: nil, reason: "",
      macs: macs, analog: .zero, digital: .zero, isModelled: cycles != nil,
      cyclesOnCores: Cycles(cycles ?? 0), mapping: nil)
    switch LayerPlacement(target: target).decide(id, in: program) {
    case .crossbar(let mapped): map(mapped, into: &layer)
    case .elsewhere(let engine, let reason):
      analog.append(nil)
      layer.engine = engine
      layer.rule = reason.rule.code
      layer.reason = reason.text
      layer.digital =
        engine == .depthwiseEngine
        ? costs.depthwiseEngine(macs: macs) : costs.cores(cycles: cycles ?? 0)
    }
    layers.append(layer)
  }

  /// Cuts a layer into tiles and counts its work.
  private mutating func map(_ mapped: AnalogLayer, into layer: inout PlanLayer) {
    let (matrix, map) = (mapped.matrix, mapped.map)
    var mapping = LayerMapping(
      map: map, groups: matrix.groups, rows: matrix.rows, outputs: matrix.outputs,
      encoding: mapped.encoding, inputShift: mapped.inputShift, zero: mapped.zero, rowParts: 0,
      columnParts: 0, jobs: 0, partialAdds: 0, inputSums: 0, utilisation: 0,
      offsets: offsets(mapped), sharing: sharing(mapped))
    let splitter = TileSplitter(rowLimit: target.rows, columnLimit: target.columns)
    let parts = (0..<matrix.groups).map { group in
      splitter.split(
        layer: layers.count, group: group, rows: matrix.rows,
        columns: mapping.columns(ofGroup: group))
    }
    let own = parts.flatMap { $0 }
    tiles += own
    let pixels = map.images * map.pixels
    let cells = own.reduce(0) { $0 + $1.rows.count * $1.columns.count }
    mapping.rowParts = (matrix.rows + target.rows - 1) / target.rows
    mapping.columnParts = parts.reduce(0) { max($0, $1.count) } / mapping.rowParts
    mapping.jobs = pixels * own.count
    mapping.utilisation = Double(cells) / Double(own.count * target.rows * target.columns)
    let work = RecombinationWork(mapping, rowParts: mapping.rowParts)
    mapping.partialAdds = work.partialAdds
    mapping.inputSums = work.inputSums
    mapping.sharing?.products = work.products
    layer.reason = mapping.reason
    layer.analog = own.reduce(.zero) {
      $0 + costs.job(width: $1.columns.count, height: $1.rows.count) * pixels
    }
    layer.digital = costs.recombination(work)
    layer.isModelled = true
    layer.mapping = mapping
    analog.append((matrix, mapping))
    lowHalves += mapped.lowHalves?.values ?? []
  }

  /// How a plan says that weights share low halves.
  private func sharing(_ mapped: AnalogLayer) -> LowHalfSharing? {
    mapped.lowHalves.map { halves in
      LowHalfSharing(
        groupSize: halves.groups.size, wide: halves.wide, products: 0,
        digest: halves.values.withUnsafeBytes { ContentHash(of: $0) })
    }
  }

  /// `bias - zero · Σ w` for each output; it wraps like the accumulator of the operator.
  private func offsets(_ mapped: AnalogLayer) -> [Int32] {
    let matrix = mapped.matrix
    return (0..<matrix.groups * matrix.outputs).map { index in
      let (group, output) = index.quotientAndRemainder(dividingBy: matrix.outputs)
      let bias = mapped.bias.isEmpty ? 0 : Int(mapped.bias[index])
      let sum = mapped.zero == 0 ? 0 : matrix.sum(group: group, output: output)
      return Int32(truncatingIfNeeded: bias &- mapped.zero &* sum)
    }
  }

  /// The jobs of all tiles, layer by layer.
  private func jobs(_ arrays: [PlanArray]) -> [PlanJob] {
    var jobs: [PlanJob] = []
    for (array, content) in arrays.enumerated() {
      for (tile, placed) in content.tiles.enumerated() {
        guard let mapping = layers[placed.tile.layer].mapping else { continue }
        jobs.append(
          CrossbarJobs(mapping: mapping, target: target).job(placed, array: array, tile: tile))
      }
    }
    func key(_ job: PlanJob) -> [Int] {
      let tile = arrays[job.array].tiles[job.tile].tile
      return [tile.layer, tile.group, tile.rows.lowerBound, tile.columns.lowerBound]
    }
    return jobs.map { (key($0), $0) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
  }
}
