/// The fastest plan within the memory of every device, by labels: no label that another equals or
/// beats in time and in the memory of each rank is followed.
///
/// Weights stay on a device through the whole plan, so memory couples all units. Bounds keep the
/// labels few: the time of the best plan known against the least time from each state to the end,
/// with weights at the prices of `MemoryPrices` and without.
struct LabelSearch {
  /// A way from the start to a state.
  private struct Label {
    var cost: PathCost
    /// Seconds with weights paid for.
    var priced: Double
    /// Bytes of weights of each limited rank, then the most bytes of activations so far of each.
    var memory: [Int]
    /// The label before, by its place in the layer.
    var parent: Int
    var option: Int
  }

  /// What a search found.
  struct Result {
    /// The option of each unit.
    let options: [Int]

    /// Its cost.
    let cost: PathCost

    /// Whether every plan was weighed, rather than the most promising alone.
    let isExact: Bool
  }

  private let problem: SplitProblem
  private let states: StateGraph
  private let capacities: [Int]
  /// The ranks that have a limit.
  private let limited: [Int]
  private let prices: MemoryPrices
  private let remaining: [[PathCost]]
  private let leastWeights: [[Int]]
  private let leastLive: [[Int]]

  /// The most labels kept at one state in a first search for any good plan, and in the exact one.
  private static let limits = [16, 20000]

  /// The comparisons of labels after which a search keeps only so many as the first one.
  private static let comparisonLimit = 4_000_000

  /// Bounds are sums in another order than costs, so they may differ by rounding.
  private static let tolerance = 1 + 1e-9

  /// Prepares a search in a graph that tracks memory.
  ///
  /// - Parameter capacities: the bytes of each rank; `Int.max` for no limit.
  init(_ problem: SplitProblem, _ states: StateGraph, capacities: [Int]) {
    self.problem = problem
    self.states = states
    self.capacities = capacities
    limited = capacities.indices.filter { capacities[$0] < .max }
    remaining = states.remaining
    (leastWeights, leastLive) = Self.least(problem, states)
    let live = leastLive[0]
    let room = capacities.indices.map { rank in
      capacities[rank] < .max ? Double(capacities[rank] - live[rank]) : .infinity
    }
    prices = MemoryPrices(
      problem, states, room: room, estimate: remaining.first?.first?.time ?? 0)
  }

  /// The fastest plan that fits, or `nil` if none does.
  func search() -> Result? {
    var best = cheapest
    for limit in Self.limits {
      guard let found = search(limit: limit, below: best?.cost) else { continue }
      // A search that weighs everything below the best plan known shows that it is the best.
      let isBetter = best.map { found.cost < $0.cost } ?? true
      best = Result(
        options: isBetter ? found.options : best?.options ?? found.options,
        cost: isBetter ? found.cost : best?.cost ?? found.cost, isExact: found.isExact)
      if found.isExact { break }
    }
    return best
  }

  /// The fastest that fits of the plans that were cheapest while prices were found.
  private var cheapest: Result? {
    var best: Result?
    for plan in prices.plans where plan.count == problem.options.count {
      var (cost, node): (PathCost, Int) = (.zero, 0)
      var weights = [Int](repeating: 0, count: problem.ranks)
      var live = weights
      for (stage, option) in plan.enumerated() {
        guard
          let arc = states.arcs[stage].first(where: { $0.source == node && $0.option == option })
        else { break }
        for rank in weights.indices {
          weights[rank] += problem.options[stage][option].loads[rank].weights
          live[rank] = max(live[rank], arc.live[rank])
        }
        (cost, node) = (cost + arc.cost, arc.target)
      }
      guard let exit = states.exits[node] else { continue }
      cost = cost + exit.cost
      let fits = limited.allSatisfy {
        weights[$0] + max(live[$0], exit.live[$0]) <= capacities[$0]
      }
      guard fits, best.map({ cost < $0.cost }) ?? true else { continue }
      best = Result(options: plan, cost: cost, isExact: false)
    }
    return best
  }

  private func search(limit: Int, below known: PathCost?) -> Result? {
    let bound = (known?.time ?? .infinity) * Self.tolerance
    var layers: [[Label]] = [
      [
        Label(
          cost: .zero, priced: 0, memory: limited.map { _ in 0 } + limited.map { _ in 0 },
          parent: -1, option: -1)
      ]
    ]
    // The labels of each state stand together in a layer.
    var ranges = [0..<1]
    var wasCut = states.isTruncated
    var comparisons = 0
    for stage in problem.options.indices {
      var next = [[Label]](repeating: [], count: states.stages[stage + 1].count)
      for arc in states.arcs[stage] where remaining[stage + 1][arc.target].time < .infinity {
        let priced = prices.cost(arc, stage: stage)
        let rest = remaining[stage + 1][arc.target].time
        let pricedRest = prices.remaining[stage + 1][arc.target] - prices.credit
        for parent in ranges[arc.source] {
          let label = layers[stage][parent]
          guard label.cost.time + arc.cost.time + rest <= bound,
            label.priced + priced + pricedRest <= bound,
            let memory = memory(label, behind: arc, stage)
          else { continue }
          insert(
            Label(
              cost: label.cost + arc.cost, priced: label.priced + priced, memory: memory,
              parent: parent, option: arc.option), into: &next[arc.target])
          comparisons += next[arc.target].count
          let limit = comparisons > Self.comparisonLimit ? Self.limits[0] : limit
          if next[arc.target].count > 2 * limit {
            wasCut = true
            keepCheapest(limit, &next[arc.target])
          }
        }
      }
      let limit = comparisons > Self.comparisonLimit ? Self.limits[0] : limit
      for node in next.indices where next[node].count > limit {
        wasCut = true
        keepCheapest(limit, &next[node])
      }
      var start = 0
      ranges = next.map { labels in
        defer { start += labels.count }
        return start..<start + labels.count
      }
      layers.append(next.flatMap { $0 })
    }
    guard let last = best(layers[layers.count - 1], ranges) else { return nil }
    let cost = last.cost
    var (options, place): ([Int], Int) = ([], last.place)
    for layer in layers.dropFirst().reversed() {
      options.append(layer[place].option)
      place = layer[place].parent
    }
    return Result(options: options.reversed(), cost: cost, isExact: !wasCut)
  }

  /// Keeps the labels that promise most.
  private func keepCheapest(_ limit: Int, _ labels: inout [Label]) {
    labels = Array(labels.sorted { $0.priced < $1.priced }.prefix(limit))
  }

  /// The memory of a label behind an arc, or `nil` if the rest cannot fit any more.
  ///
  /// What the rest needs in any case counts at once, and what it cannot exceed counts for nothing:
  /// labels that differ only in that are alike.
  private func memory(_ label: Label, behind arc: StateGraph.Arc, _ stage: Int) -> [Int]? {
    let loads = problem.options[stage][arc.option].loads
    var memory = label.memory
    for (slot, rank) in limited.enumerated() {
      memory[slot] += loads[rank].weights
      let live = slot + limited.count
      memory[live] = max(memory[live], arc.live[rank], leastLive[stage + 1][rank])
      guard memory[slot] + leastWeights[stage + 1][rank] + memory[live] <= capacities[rank] else {
        return nil
      }
    }
    return memory
  }

  /// The fastest label behind the last unit with which the outputs fit too.
  private func best(
    _ labels: [Label], _ ranges: [Range<Int>]
  ) -> (cost: PathCost, place: Int)? {
    var best: (cost: PathCost, place: Int)?
    for (node, range) in ranges.enumerated() {
      guard let exit = states.exits[node] else { continue }
      for place in range {
        let label = labels[place]
        let fits = limited.enumerated().allSatisfy { slot, rank in
          label.memory[slot] + max(label.memory[slot + limited.count], exit.live[rank])
            <= capacities[rank]
        }
        let cost = label.cost + exit.cost
        if fits, best.map({ cost < $0.cost }) ?? true { best = (cost, place) }
      }
    }
    return best
  }

  /// The least weights, added up, and the least peak of activations of the units from each on.
  private static func least(
    _ problem: SplitProblem, _ states: StateGraph
  ) -> (weights: [[Int]], live: [[Int]]) {
    let none = [Int](repeating: 0, count: problem.ranks)
    var (weights, live) = ([none], [none])
    for arcs in zip(problem.options, states.arcs).reversed() {
      var (own, peak) = (none, none)
      for rank in none.indices {
        own[rank] = arcs.1.map { arcs.0[$0.option].loads[rank].weights }.min() ?? 0
        peak[rank] = max(live[0][rank], arcs.1.map { $0.live[rank] }.min() ?? 0)
        own[rank] += weights[0][rank]
      }
      weights.insert(own, at: 0)
      live.insert(peak, at: 0)
    }
    return (weights, live)
  }

  /// Adds a label unless another is as good in everything, and drops those that it is as good as.
  private func insert(_ label: Label, into labels: inout [Label]) {
    for other in labels where other.cost <= label.cost && Self.fits(other, label) { return }
    labels.removeAll { label.cost <= $0.cost && Self.fits(label, $0) }
    labels.append(label)
  }

  private static func fits(_ a: Label, _ b: Label) -> Bool {
    for slot in a.memory.indices where a.memory[slot] > b.memory[slot] { return false }
    return true
  }
}
