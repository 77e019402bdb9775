/// Lowers the peak by complete searches under ever lower limits, each restarted in several orders.
///
/// How long a search takes depends by orders of magnitude on the order among equals, so each is
/// given few nodes, then another order has its turn; the number of nodes grows with the rounds so
/// that small cases are always decided.
struct LimitSearch: ~Copyable {
  /// An order among equals, with the part by which its values vary from round to round.
  private static let strategies: [(keys: [PlacementOrder.Key], noise: [Double])] = [
    ([.pressure, .length, .area], [0, 0.1, 0.1]),
    ([.pressure, .degree, .area], [0, 0.1, 0.1]),
    ([.length, .area], [0.5, 0.1]),
    ([.end], [0.1]),
  ]

  /// The nodes of one search in the first rounds.
  private static let firstCutoff = 3_000

  private var search: CanonicalSearch
  private let orders: PlacementOrder
  private var random: SeededGenerator
  private let isComplete: Bool
  private let heights: [Int]

  /// The nodes that may still be opened.
  private(set) var nodesLeft: Int

  /// The lowest offsets that were found, with their peak.
  private(set) var best: (offsets: [Int], peak: Int)

  /// No placement has a lower peak.
  private(set) var bound: Int

  /// Starts from a placement and a lower bound.
  init(
    _ bodies: MemoryBodies, _ pairs: BodyPairs, _ orders: PlacementOrder,
    best: (offsets: [Int], peak: Int), bound: Int, nodes: Int, seed: Int
  ) {
    search = CanonicalSearch(bodies, pairs)
    self.orders = orders
    self.best = best
    self.bound = bound
    heights = bodies.heights
    isComplete = bodies.isFlat
    nodesLeft = nodes
    random = SeededGenerator(seed: seed)
  }

  /// Lowers the peak until it is `goal` or the bound, or the nodes are used up.
  mutating func run(goal: Int, capacity: Int?) {
    guard best.peak > max(goal, bound) else { return }
    let all = nodesLeft
    // The bound is often met, and then nothing else is worth a try.
    var open = bound
    attempt(bound, nodes: all / 4 * 3)
    if best.peak > max(goal, bound) { open = max(bound, open + 1) }
    if let capacity, best.peak > capacity, capacity > open {
      attempt(capacity, nodes: all / 4)
    }
    open = max(bound, open)
    while best.peak > max(goal, open), nodesLeft > 0 {
      let target = open + (best.peak - 1 - open) / 2
      // Undecided limits are given up, so that the others get their share.
      if !attempt(target, nodes: max(min(nodesLeft, Self.firstCutoff), all / 16)) {
        open = target + 1
      }
    }
  }

  /// Searches under one limit; `true` if that lowered the peak.
  @discardableResult
  private mutating func attempt(_ limit: Int, nodes: Int) -> Bool {
    var share = min(nodes, nodesLeft)
    var round = 0
    while share > 0 {
      let strategy = Self.strategies[round % Self.strategies.count]
      // The first turn of each is without noise.
      let noise = round < Self.strategies.count ? [] : strategy.noise
      let order = orders.bodies(by: strategy.keys, noise: noise, &random)
      let cutoff = min(share, Self.firstCutoff << min(20, round / (8 * Self.strategies.count)))
      let outcome = search.run(limit: limit, nodes: cutoff, order: order)
      let used = max(1, cutoff - search.nodesLeft)
      share -= used
      nodesLeft -= used
      round += 1
      switch outcome {
      case .found:
        let offsets = Array(search.floors)
        best = (offsets, zip(offsets, heights).reduce(0) { max($0, $1.0 + $1.1) })
        return true
      case .impossible:
        if isComplete { bound = max(bound, limit + 1) }
        return false
      case .undecided: break
      }
    }
    return false
  }
}
