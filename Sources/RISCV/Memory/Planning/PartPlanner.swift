import Basic

/// Plans buffers that time connects.
struct PartPlanner {
  let planner: MemoryPlanner
  let problem: MemoryProblem
  let buffers: [ID<MemoryBuffer>]

  /// Offsets in the order of `buffers`, and what no plan of them can go below.
  struct Planned {
    var offsets: [Int]
    var peak: Int
    var bound: Int
  }

  /// More choices of outputs in place are not all tried.
  private static let mostChoices = 16

  /// Orders of the greedy placements.
  private static let orders: [[PlacementOrder.Key]] = [
    [.height, .length], [.area, .height], [.length, .height], [.pressure, .height],
    [.pressure, .length, .area], [.degree, .area], [.start, .height], [.end, .height],
  ]

  /// Plans them until the peak is at most `goal`, or is `bound`, below which no plan goes.
  func plan(bound: Int, goal: Int) -> Planned {
    let (choices, isWhole) = sharingChoices()
    var best: Planned?
    var provenBound = Int.max
    for (index, sharing) in choices.enumerated() {
      // The first shares all it can and the second nothing; both get the full number of nodes.
      let nodes = index < 2 ? planner.nodes : planner.nodes / Self.mostChoices
      let planned = plan(sharing, goal: max(goal, bound), nodes: nodes)
      provenBound = min(provenBound, planned.bound)
      if best.map({ planned.peak < $0.peak }) ?? true { best = planned }
      if planned.peak <= max(goal, bound) { break }
    }
    guard var best else { return Planned(offsets: [], peak: 0, bound: 0) }
    // What holds for every choice holds for all plans; after a stop at the goal nothing is proven.
    let triedAll = isWhole && best.peak > max(goal, bound)
    best.bound = triedAll ? max(bound, min(provenBound, best.peak)) : bound
    return best
  }

  /// Sets of outputs that take the place of their inputs: all, none, then the others; and whether
  /// there are no more.
  private func sharingChoices() -> (choices: [Set<ID<MemoryBuffer>>], isWhole: Bool) {
    var takers: [ID<MemoryBuffer>: [ID<MemoryBuffer>]] = [:]
    var inputs: [ID<MemoryBuffer>] = []
    var isWhole = true
    for id in buffers where problem.allowsSharing(id) {
      guard let input = problem.buffers[id].inPlace else { continue }
      if takers[input] == nil { inputs.append(input) }
      takers[input, default: []].append(id)
      // Windows would let several outputs share one input, which is not tried.
      if !problem.buffers[id].gaps.isEmpty, takers[input, default: []].count > 1 { isWhole = false }
    }
    guard !inputs.isEmpty else { return ([[]], true) }
    var all: Set<ID<MemoryBuffer>> = []
    for input in inputs {
      let largest = (takers[input] ?? []).max {
        (problem.buffers[$0].size, $1) < (problem.buffers[$1].size, $0)
      }
      if let largest { all.insert(largest) }
    }
    var choices: [Set<ID<MemoryBuffer>>] = [[]]
    for input in inputs {
      let options = takers[input] ?? []
      guard choices.count * (options.count + 1) <= Self.mostChoices else {
        return ([all, []], false)
      }
      choices += choices.flatMap { choice in options.map { choice.union([$0]) } }
    }
    return ([all, []] + choices.filter { !$0.isEmpty && $0 != all }, isWhole)
  }

  /// Plans them with a choice of outputs in place.
  private func plan(_ sharing: Set<ID<MemoryBuffer>>, goal: Int, nodes: Int) -> Planned {
    let bodies = MemoryBodies(problem, buffers: buffers, sharing: sharing)
    let pairs = BodyPairs(bodies)
    let orders = PlacementOrder(bodies, pairs)
    var random = SeededGenerator(seed: planner.seed)
    let bound = bodies.lowerBound
    let goal = max(goal, bound)
    var (best, bestOrder) = greedy(bodies, pairs, orders, goal: goal, &random)
    if best.peak > goal {
      let improved = OrderSearch(evaluations: planner.evaluations, goal: goal)
        .improve(bestOrder, bodies, pairs, &random)
      if improved.peak < best.peak { best = improved }
    }
    var provenBound = bound
    if best.peak > goal, bodies.count <= MemoryPlanner.largestCompleteSearch {
      var search = LimitSearch(
        bodies, pairs, orders, best: best, bound: bound, nodes: nodes, seed: planner.seed)
      search.run(goal: goal, capacity: problem.capacity?.count)
      best = search.best
      provenBound = search.bound
    }
    // Where not all could share that were to, nothing is known of those that can.
    if !bodies.isShared { provenBound = 0 }
    return Planned(
      offsets: offsets(best.offsets, bodies), peak: best.peak, bound: min(provenBound, best.peak))
  }

  private func greedy(
    _ bodies: MemoryBodies, _ pairs: BodyPairs, _ orders: PlacementOrder, goal: Int,
    _ random: inout SeededGenerator
  ) -> (best: (offsets: [Int], peak: Int), order: [Int]) {
    var placement = GreedyPlacement(bodies, pairs)
    var best = (offsets: [Int](), peak: Int.max)
    var bestOrder: [Int] = []
    for keys in Self.orders {
      let order = orders.bodies(by: keys, &random)
      for fit in GreedyPlacement.Fit.allCases where best.peak > goal {
        let peak = placement.place(order, fit: fit)
        if peak < best.peak {
          best = (placement.offsets, peak)
          bestOrder = order
        }
      }
    }
    return (best, bestOrder)
  }

  private func offsets(_ offsets: [Int], _ bodies: MemoryBodies) -> [Int] {
    var offsetOf: [ID<MemoryBuffer>: Int] = [:]
    for (members, offset) in zip(bodies.members, offsets) {
      for member in members { offsetOf[member] = offset }
    }
    return buffers.map { offsetOf[$0] ?? 0 }
  }
}
