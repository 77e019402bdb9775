import Basic
import IR
import Operators
import Partition
import Testing

/// What every plan keeps, told from the plan and the program alone.
enum PlanLaws {
  /// Checks a plan.
  static func check(_ plan: SplitPlan, _ program: Program) throws {
    var forms: [ID<Value>: [ShardingState]] = [:]
    for input in program.graph.inputs { forms[input] = [.solo] }
    for unit in plan.units {
      for entry in unit.entries { try follow(entry, &forms, plan, program) }
      for input in unit.inputs {
        #expect(
          forms[input.value]?.contains { $0.covers(input.state) } ?? false,
          "\(unit.name) reads %\(program.graph[input.value].name) as \(input.state)")
      }
      if let reduction = unit.reduction {
        #expect(unit.steps[0].state == .partial)
        forms[reduction.value] = [.partial]
        try follow(reduction, &forms, plan, program)
      }
      for (index, step) in unit.steps.enumerated() {
        // Inside a unit nobody computes rows that no window behind reads.
        if index == unit.steps.count - 1 || step.state.letter != "H" {
          checkSplit(
            step.state, program.graph[program.graph[step.operation].results[0]].type.shape)
        }
        // Only what distributes over sums stands before a reduction.
        if index > 0, step.state == .partial {
          let operation = program.graph[step.operation]
          let definition = OperatorCatalog.standard.definition(of: operation)
          let results = operation.results.map { program.graph[$0].type }
          let ways = definition.ways(program.graph.call(step.operation), results)
          #expect(ways.linearity == .scaling)
        }
      }
      for result in program.graph[unit.steps[unit.steps.count - 1].operation].results {
        forms[result] = [unit.outputState]
      }
      if unit.outputState != .partial, unit.mode != .solo {
        #expect(unit.shares.isEmpty || unit.shares.count == plan.devices.count)
      }
    }
    for exit in plan.exits { try follow(exit, &forms, plan, program) }
    for output in program.graph.outputs {
      #expect(forms[output]?.contains { $0.covers(.solo) } ?? false)
    }
  }

  /// The ranges of all ranks make up the axis.
  private static func checkSplit(_ state: ShardingState, _ shape: [Int]) {
    guard let shards = state.shards else { return }
    let all = shards.indices.reduce(IndexRanges([])) { $0.union($1) }
    #expect(all == IndexRanges(0..<shape[shards.axis]) || !state.isDisjoint)
  }

  /// Every rank ends with all it wants: what it had and what it received.
  private static func follow(
    _ boundary: Boundary, _ forms: inout [ID<Value>: [ShardingState]], _ plan: SplitPlan,
    _ program: Program
  ) throws {
    #expect(forms[boundary.value]?.contains { $0.covers(boundary.source) } ?? false)
    var state = boundary.source
    let shape = program.graph[boundary.value].type.shape
    for round in boundary.collectives {
      #expect(state.covers(round.source))
      for rank in plan.devices.indices {
        let received = round.messages.filter { $0.destination == rank }
        #expect(received.allSatisfy { $0.source != rank && $0.elements > 0 })
        if let wanted = termsWanted(round, rank, plan) {
          let elements = round.target.elements(of: shape, on: rank)
          #expect(received.allSatisfy { $0.elements == elements })
          #expect(received.count == (elements > 0 ? wanted : 0))
        } else {
          let isWanted = gets(round, rank)
          let had = has(round, rank) ? overlap(round.source, round.target, rank, shape) : 0
          let sum = received.reduce(had) { $0 + $1.elements }
          #expect(sum == (isWanted ? round.target.elements(of: shape, on: rank) : had))
        }
      }
      state = round.target
    }
    #expect(state.covers(boundary.target))
    forms[boundary.value, default: []].append(boundary.target)
  }

  /// The terms of others that a rank adds to its own, or `nil` if the round adds nothing.
  private static func termsWanted(_ round: Collective, _ rank: Int, _ plan: SplitPlan) -> Int? {
    guard round.source == .partial else { return nil }
    switch round.scope {
    case .all: return plan.devices.count - 1
    case .groups(let tiers):
      let group = tiers.group(of: rank)
      return group[0] == rank ? group.count - 1 : 0
    case .leaders(let tiers):
      return tiers.leaders.contains(rank) ? tiers.leaders.count - 1 : 0
    }
  }

  /// Whether a rank has its part of the source.
  private static func has(_ round: Collective, _ rank: Int) -> Bool {
    switch round.scope {
    case .all: true
    case .groups(let tiers), .leaders(let tiers): tiers.leaders.contains(rank)
    }
  }

  /// Whether a rank gets its part of the target.
  private static func gets(_ round: Collective, _ rank: Int) -> Bool {
    if case .leaders(let tiers) = round.scope { tiers.leaders.contains(rank) } else { true }
  }

  /// The elements that a rank has of what it wants.
  private static func overlap(
    _ source: ShardingState, _ target: ShardingState, _ rank: Int, _ shape: [Int]
  ) -> Int {
    let wanted = target.elements(of: shape, on: rank)
    switch (source.shards, target.shards) {
    case (nil, _): return source == .replicated || rank == 0 ? wanted : 0
    case (let have?, nil):
      return target == .solo && rank > 0
        ? 0
        : source.elements(of: shape, on: rank)
          * (have.indices.isEmpty ? 0 : 1)
    case (let have?, let want?):
      let all = shape.reduce(1, *)
      if have.axis == want.axis {
        return all / shape[have.axis]
          * have.indices[rank].intersection(want.indices[rank]).count
      }
      return all / shape[have.axis] / shape[want.axis] * have.indices[rank].count
        * want.indices[rank].count
    }
  }
}
