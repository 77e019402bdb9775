import Basic

/// Which rounds may change the state of a value.
package struct ConversionRule: Sendable, Equatable {
  /// How shards become whole everywhere; `nil` for the cheapest.
  package var gather: Topology?

  /// How terms of a sum become whole everywhere; `nil` for the cheapest.
  package var reduce: Topology?

  /// Whether rows are gathered whole before others read them.
  package var gathersRows = false

  /// Whether rounds may go by way of the leaders of tiers: not if a user says how they go.
  package var usesTiers: Bool { gather == nil && reduce == nil }

  /// Everything is allowed.
  package static let any = ConversionRule()

  /// Whether an option may end its sum as it does.
  package func allows(_ option: UnitOption) -> Bool {
    usesTiers || !(option.reduction?.isTiered ?? false)
  }
}

/// A way from one state of a value to another.
package struct Conversion: Sendable {
  /// The forms on the way, the first and the last included.
  package let path: [Int]

  /// The seconds of all rounds.
  package let time: Double

  /// The number of messages.
  package let connections: Int

  /// The bytes of all messages.
  package let bytes: Int
}

/// The cheapest ways between the states of all tensors of a problem, found when first asked for.
package struct Conversions {
  private let problem: SplitProblem
  private let rule: ConversionRule
  private var found: [Key: Conversion?] = [:]
  private var steps: [Key: Cost?] = [:]

  private struct Key: Hashable {
    let tensor: Int
    let source: Int
    let target: Int
  }

  private struct Cost {
    var time: Double
    var connections: Int
    var bytes: Int
  }

  /// Starts with nothing found.
  package init(_ problem: SplitProblem, _ rule: ConversionRule) {
    self.problem = problem
    self.rule = rule
  }

  /// The cheapest way from any of some forms to another, or `nil` if there is none.
  ///
  /// - Parameter mask: the forms, by bit.
  package mutating func cheapest(_ tensor: Int, from mask: UInt64, to target: Int) -> Conversion? {
    var best: Conversion?
    for source in problem.forms[tensor].states.indices where mask >> UInt64(source) & 1 == 1 {
      guard let way = way(tensor, from: source, to: target) else { continue }
      if best.map({ way.precedes($0) }) ?? true { best = way }
    }
    return best
  }

  private mutating func way(_ tensor: Int, from source: Int, to target: Int) -> Conversion? {
    let key = Key(tensor: tensor, source: source, target: target)
    if let known = found[key] { return known }
    let states = problem.forms[tensor].states
    var best: Conversion?
    if source == target || states[source].covers(states[target]) {
      best = Conversion(path: [source, target], time: 0, connections: 0, bytes: 0)
    } else if target != FormTable.partial, states[source].isDisjoint {
      let between = problem.forms[tensor].origins.filter {
        states[$0].isDisjoint && $0 != source && $0 != target && $0 != FormTable.partial
      }
      consider(tensor, [source, target], &best)
      for first in between {
        consider(tensor, [source, first, target], &best)
        for second in between where second != first {
          consider(tensor, [source, first, second, target], &best)
        }
      }
    }
    found[key] = .some(best)
    return best
  }

  private mutating func consider(_ tensor: Int, _ path: [Int], _ best: inout Conversion?) {
    guard allows(tensor, path) else { return }
    var total = Cost(time: 0, connections: 0, bytes: 0)
    for (source, target) in zip(path, path.dropFirst()) {
      guard let cost = step(tensor, source, target) else { return }
      total.time += cost.time
      total.connections += cost.connections
      total.bytes += cost.bytes
    }
    let way = Conversion(
      path: path, time: total.time, connections: total.connections, bytes: total.bytes)
    if best.map({ way.precedes($0) }) ?? true { best = way }
  }

  private mutating func step(_ tensor: Int, _ source: Int, _ target: Int) -> Cost? {
    let key = Key(tensor: tensor, source: source, target: target)
    if let known = steps[key] { return known }
    let states = problem.forms[tensor].states
    var cost: Cost?
    if states[source].covers(states[target]) {
      cost = Cost(time: 0, connections: 0, bytes: 0)
    } else if let rounds = problem.communication.rounds(
      of: problem.graph.tensors[tensor].wire, from: states[source], to: states[target],
      usesTiers: rule.usesTiers)
    {
      cost = Cost(
        time: problem.communication.time(of: rounds),
        connections: rounds.reduce(0) { $0 + $1.connections },
        bytes: rounds.reduce(0) { $0 + $1.bytes.count })
    }
    steps[key] = .some(cost)
    return cost
  }

  /// Whether the rule allows a way.
  private func allows(_ tensor: Int, _ path: [Int]) -> Bool {
    let states = path.map { problem.forms[tensor].states[$0] }
    for (index, state) in states.enumerated().dropFirst() {
      let before = states[index - 1]
      if rule.gathersRows, case .rows = state, before != .replicated { return false }
      guard state == .replicated else { continue }
      if before.shards != nil {
        let isSummed = index > 1 && states[index - 2] == .partial
        if isSummed, let reduce = rule.reduce, reduce != .reduceScatterAllGather { return false }
        if !isSummed, rule.gather == .star { return false }
      } else if before == .partial, let reduce = rule.reduce, reduce != .direct {
        return false
      } else if before == .solo, index > 1 {
        let chosen = states[index - 2] == .partial ? rule.reduce : rule.gather
        if let chosen, chosen != .star { return false }
      }
    }
    return true
  }
}

extension Conversion {
  /// Whether it is faster, or as fast with fewer messages or bytes.
  package func precedes(_ other: Conversion) -> Bool {
    (time, connections, bytes, path.count)
      < (other.time, other.connections, other.bytes, other.path.count)
  }
}
