/// Every state that a plan can be in between two units, and the options that lead from one to the
/// next: a path from the first state to the end is a plan.
struct StateGraph {
  /// A state with the best way to it.
  struct Node {
    /// The state.
    let state: WalkState

    /// The cost of the fastest way from the start.
    var cost: PathCost

    /// The arc that the fastest way comes by.
    var arc: Int
  }

  /// An option that leads from one state to another.
  struct Arc {
    /// The state before, in its stage.
    let source: Int

    /// The state after, in the next stage.
    let target: Int

    /// The option of the unit between.
    let option: Int

    /// The cost of changes of states, reduction and computing.
    let cost: PathCost

    /// The bytes of activations, by rank; empty if memory does not count.
    let live: [Int]
  }

  /// The states before each unit and after the last one.
  private(set) var stages: [[Node]]

  /// The arcs of each unit, by the state before.
  private(set) var arcs: [[Arc]] = []

  /// The cost of bringing outputs to rank 0, by state after the last unit; `nil` if it cannot be.
  private(set) var exits: [(cost: PathCost, live: [Int])?] = []

  /// Whether states were left out because there were too many.
  private(set) var isTruncated = false

  /// The most states kept between two units.
  static let stateLimit = 2048

  /// Builds the graph of a walk.
  ///
  /// - Parameter allows: whether option `index` of unit `stage` may be taken.
  init(_ walk: inout StateWalk, allows: (_ stage: Int, _ index: Int) -> Bool) {
    let problem = walk.problem
    stages = [[Node(state: walk.start, cost: .zero, arc: -1)]]
    for stage in problem.options.indices {
      let options = problem.options[stage].indices.filter { allows(stage, $0) }
      var places: [WalkState: Int] = [:]
      var next: [Node] = []
      var arcs: [Arc] = []
      for source in kept(stages[stage]) {
        let node = stages[stage][source]
        for option in options {
          guard let step = walk.step(stage, node.state, option: option) else { continue }
          let place: Int
          if let known = places[step.state] {
            place = known
          } else {
            place = next.count
            places[step.state] = place
            next.append(Node(state: step.state, cost: .infinite, arc: -1))
          }
          let cost = PathCost(
            time: step.time, connections: step.connections, bytes: step.bytes)
          let total = node.cost + cost
          if total < next[place].cost {
            next[place].cost = total
            next[place].arc = arcs.count
          }
          arcs.append(
            Arc(
              source: source, target: place, option: option, cost: cost,
              live: walk.tracksMemory
                ? walk.live(stage, from: node.state, option: option, step) : []))
        }
      }
      self.arcs.append(arcs)
      stages.append(next)
    }
    exits = stages[problem.options.count].map { node in
      guard let step = walk.finish(node.state) else { return nil }
      let cost = PathCost(time: step.time, connections: step.connections, bytes: step.bytes)
      return (cost, walk.tracksMemory ? walk.exitLive(from: node.state, step) : [])
    }
  }

  /// The states to go on from: all, or the fastest where there are too many.
  private mutating func kept(_ nodes: [Node]) -> [Int] {
    guard nodes.count > Self.stateLimit else { return Array(nodes.indices) }
    isTruncated = true
    return nodes.indices.sorted { nodes[$0].cost < nodes[$1].cost }
      .prefix(Self.stateLimit).sorted()
  }

  /// The fastest plan as the option of each unit, or `nil` if there is none.
  var shortestPath: (cost: PathCost, options: [Int])? {
    guard let last = stages.last else { return nil }
    var best: (cost: PathCost, node: Int)?
    for (index, node) in last.enumerated() {
      guard let exit = exits[index] else { continue }
      let cost = node.cost + exit.cost
      if best.map({ cost < $0.cost }) ?? true { best = (cost, index) }
    }
    guard let best else { return nil }
    var (options, node): ([Int], Int) = ([], best.node)
    for stage in stride(from: arcs.count - 1, through: 0, by: -1) {
      let arc = arcs[stage][stages[stage + 1][node].arc]
      options.append(arc.option)
      node = arc.source
    }
    return (best.cost, options.reversed())
  }

  /// The least cost from each state to the end, by stage and state.
  var remaining: [[PathCost]] {
    var costs = stages.map { $0.map { _ in PathCost.infinite } }
    for (index, exit) in exits.enumerated() {
      if let exit { costs[arcs.count][index] = exit.cost }
    }
    for stage in stride(from: arcs.count - 1, through: 0, by: -1) {
      for arc in arcs[stage] {
        let cost = arc.cost + costs[stage + 1][arc.target]
        if cost < costs[stage][arc.source] { costs[stage][arc.source] = cost }
      }
    }
    return costs
  }
}
