import Backend
import Basic

extension CrossbarVerifier {
  /// The counts and costs of layers are those of tiles, pixels and target. (v14, v15)
  mutating func checkCounts() {
    let costs = CrossbarCostModel(target: plan.target)
    var tiles = [[WeightTile]](repeating: [], count: plan.layers.count)
    for job in plan.jobs { tiles[job.layer].append(plan.arrays[job.array].tiles[job.tile].tile) }
    // Sums over this many layers of this many operations are no more than 2^62.
    let limit = (1 << 62) / max(1, plan.layers.count)
    for (index, layer) in plan.layers.enumerated() {
      guard (0...limit).contains(layer.macs), layer.cyclesOnCores.count >= 0 else {
        report(.crossbarV14, "'\(layer.name)': \(layer.macs) multiplications are out of range")
        continue
      }
      guard let mapping = layer.mapping else {
        checkCores(layer, costs)
        continue
      }
      checkCounts(layer, mapping, tiles[index])
      let pixels = mapping.map.images * mapping.map.pixels
      // The order of summation is that of the planner: the last bit depends on it.
      let analog = tiles[index].reduce(Cost.zero) {
        $0 + costs.job(width: $1.columns.count, height: $1.rows.count) * pixels
      }
      let rowParts = Self.rowParts(tiles[index])
      checkCost(
        layer, analog, costs.recombination(RecombinationWork(mapping, rowParts: rowParts)))
    }
  }

  private mutating func checkCounts(
    _ layer: PlanLayer, _ mapping: LayerMapping, _ tiles: [WeightTile]
  ) {
    let map = mapping.map
    let pixels = map.images * map.pixels
    let rowParts = Self.rowParts(tiles)
    let columnParts = Dictionary(grouping: tiles, by: \.group).values.reduce(0) {
      max($0, Set($1.map(\.columns)).count)
    }
    let work = RecombinationWork(mapping, rowParts: rowParts)
    let used = tiles.reduce(0) { $0 + $1.rows.count * $1.columns.count }
    let outputs = pixels * mapping.groups * mapping.outputs
    let expected: [(String, Int, Int)] = [
      ("multiplications", layer.macs, outputs * mapping.rows),
      ("row parts", mapping.rowParts, rowParts),
      ("column parts", mapping.columnParts, columnParts),
      ("jobs", mapping.jobs, pixels * tiles.count),
      ("partial sums", mapping.partialAdds, work.partialAdds),
      ("sums of inputs", mapping.inputSums, work.inputSums),
      ("products with low halves", mapping.sharing?.products ?? 0, work.products),
    ]
    for (name, stated, counted) in expected where stated != counted {
      report(.crossbarV14, "'\(layer.name)': \(stated) \(name) stated, \(counted) counted")
    }
    let size = plan.target.rows * plan.target.columns
    if mapping.utilisation != Double(used) / Double(tiles.count * size) {
      report(.crossbarV14, "'\(layer.name)': the stated utilisation is not that of its tiles")
    }
  }

  /// The parts that the rows of each matrix are cut into.
  private static func rowParts(_ tiles: [WeightTile]) -> Int {
    Set(tiles.lazy.filter { $0.group == 0 }.map(\.rows)).count
  }

  /// What is not on the crossbar costs what its cycles or multiplications cost.
  private mutating func checkCores(_ layer: PlanLayer, _ costs: CrossbarCostModel) {
    let digital =
      layer.engine == .depthwiseEngine
      ? costs.depthwiseEngine(macs: layer.macs) : costs.cores(cycles: layer.cyclesOnCores.count)
    checkCost(layer, .zero, digital)
    let isPriced = layer.isModelled || layer.cyclesOnCores.count == 0
    if !isPriced {
      report(.crossbarV15, "'\(layer.name)': it has a cost and is said to be not modelled")
    }
  }

  private mutating func checkCost(_ layer: PlanLayer, _ analog: Cost, _ digital: Cost) {
    for (name, stated, computed) in [
      ("analog", layer.analog, analog), ("digital", layer.digital, digital),
    ] where stated != computed {
      report(
        .crossbarV15,
        "'\(layer.name)': \(name) cost of \(text(stated)) stated, \(text(computed)) computed")
    }
  }

  private func text(_ cost: Cost) -> String {
    "\(NumberText.shortest(cost.cycles.count)) cycles, \(cost.energy)"
  }

  /// What is stated as a sum is the sum. (v10)
  mutating func checkTotals() {
    for (index, array) in plan.arrays.enumerated() {
      let used = array.tiles.reduce(0) { $0 + $1.rectangle.area }
      guard used != array.usedCells else { continue }
      report(.crossbarV10, "array \(index): \(array.usedCells) cells stated, \(used) used")
      // The sums of cells below could overflow.
      return
    }
    let totals = PlanTotals(layers: plan.layers, arrays: plan.arrays, target: plan.target)
    if totals != plan.totals {
      report(.crossbarV10, "the totals are not the sums of layers and arrays")
    }
    if WeightWriting(plan.arrays, target: plan.target) != plan.writing {
      report(.crossbarV10, "the words to write are not those of the tiles")
    }
  }

  /// The stated packing is what packing the tiles gives. (v16)
  mutating func checkPacking() {
    let tiles = plan.arrays.flatMap(\.tiles).map(\.tile).sorted { $0.sortKey < $1.sortKey }
    let choice = ArrayPacker(width: plan.target.columns, height: plan.target.rows).choose(
      tiles.map { (width: $0.columns.count, height: $0.rows.count) }, order: plan.target.order)
    let compared = choice.compared.map {
      CrossbarPlan.OrderResult(order: $0.order, arrays: $0.arrays)
    }
    guard plan.order == choice.order, plan.compared == compared,
      plan.arrays.count == choice.packing.arrays.count
    else {
      let orders = compared.map { "\($0.order.rawValue) \($0.arrays)" }.joined(separator: ", ")
      report(.crossbarV16, "the tiles pack by \(choice.order.rawValue) of: \(orders)")
      return
    }
  }
}

extension WeightTile {
  /// The order in which tiles are cut: by layer, group, rows and columns.
  fileprivate var sortKey: (Int, Int, Int, Int) {
    (layer, group, rows.lowerBound, columns.lowerBound)
  }
}
