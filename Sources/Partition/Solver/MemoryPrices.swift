/// A price for the bytes of weights of each rank, and what it proves: no plan that fits is faster
/// than the cheapest with its weights paid for, less the price of the memory there is.
///
/// This is the Lagrangian bound of a shortest path with resources; prices rise where the cheapest
/// plan takes too much and fall where it leaves some. (Handler and Zang, 1980)
struct MemoryPrices {
  /// The price of a byte of weights in seconds, by rank.
  private(set) var prices: [Double]

  /// The least priced time from each state to the end, by stage and state.
  private(set) var remaining: [[Double]]

  /// The price of the memory that weights may take.
  private(set) var credit: Double

  /// The plans that were cheapest on the way, each once, as the option of every unit.
  private(set) var plans: [[Int]] = []

  /// The number of times that prices are changed.
  private static let rounds = 80

  private let problem: SplitProblem
  private let states: StateGraph
  private let room: [Double]

  /// Finds prices.
  ///
  /// - Parameters:
  ///   - room: the bytes that weights may take on each rank; infinite for no limit.
  ///   - estimate: the seconds of a plan that fits, or of one that is faster.
  init(_ problem: SplitProblem, _ states: StateGraph, room: [Double], estimate: Double) {
    self.problem = problem
    self.states = states
    self.room = room
    prices = room.map { _ in 0 }
    (remaining, credit) = ([], 0)
    var (best, kept): (Double, [Double]) = (-.infinity, prices)
    var scale = 1.0
    for _ in 0..<Self.rounds {
      evaluate()
      guard let bound = remaining.first?.first, bound < .infinity else { break }
      if bound - credit > best {
        (best, kept) = (bound - credit, prices)
      } else {
        scale *= 0.9
      }
      let path = cheapestPath
      if !plans.contains(path) { plans.append(path) }
      let excess = room.indices.map { rank in
        room[rank] < .infinity ? weights(of: path, on: rank) - room[rank] : 0
      }
      let norm = excess.reduce(0) { $0 + $1 * $1 }
      guard norm > 0 else { break }
      let step = scale * max(estimate * 0.05, estimate * 1.5 - (bound - credit)) / norm
      for rank in prices.indices { prices[rank] = max(0, prices[rank] + step * excess[rank]) }
    }
    prices = kept
    evaluate()
  }

  /// What an arc costs with its weights paid for.
  func cost(_ arc: StateGraph.Arc, stage: Int) -> Double {
    let loads = problem.options[stage][arc.option].loads
    var cost = arc.cost.time
    for rank in prices.indices where prices[rank] > 0 {
      cost += prices[rank] * Double(loads[rank].weights)
    }
    return cost
  }

  private mutating func evaluate() {
    var costs = states.stages.map { [Double](repeating: .infinity, count: $0.count) }
    for (index, exit) in states.exits.enumerated() {
      costs[states.arcs.count][index] = exit?.cost.time ?? .infinity
    }
    for stage in states.arcs.indices.reversed() {
      for arc in states.arcs[stage] {
        let cost = cost(arc, stage: stage) + costs[stage + 1][arc.target]
        if cost < costs[stage][arc.source] { costs[stage][arc.source] = cost }
      }
    }
    remaining = costs
    credit = zip(prices, room).reduce(0) { $0 + ($1.0 > 0 ? $1.0 * $1.1 : 0) }
  }

  private var cheapestPath: [Int] {
    var (options, node): ([Int], Int) = ([], 0)
    for stage in states.arcs.indices {
      var best: (cost: Double, arc: StateGraph.Arc)?
      for arc in states.arcs[stage] where arc.source == node {
        let cost = cost(arc, stage: stage) + remaining[stage + 1][arc.target]
        if best.map({ cost < $0.cost }) ?? true { best = (cost, arc) }
      }
      guard let best else { return options }
      options.append(best.arc.option)
      node = best.arc.target
    }
    return options
  }

  private func weights(of path: [Int], on rank: Int) -> Double {
    zip(problem.options, path).reduce(0) { $0 + Double($1.0[$1.1].loads[rank].weights) }
  }
}
