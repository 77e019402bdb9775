import Basic

/// Which forms of which tensors there are between two units.
package struct WalkState: Hashable {
  /// The forms of each tensor that is still needed, by bit, in the order of the walk's list.
  package var masks: [UInt64]

  /// The option of the unit before, where the memory of its result counts.
  package var previous: Int
}

/// What one option of the next unit does to a state.
package struct WalkStep {
  /// The changes of inputs that it needs, in order.
  package var conversions: [(tensor: Int, way: Conversion)]

  /// The state behind the unit.
  package var state: WalkState

  /// The seconds of changes, reduction and computing.
  package var time: Double

  /// The messages of changes and reduction.
  package var connections: Int

  /// Their bytes.
  package var bytes: Int
}

/// Goes through the units of a problem one by one, whatever chooses their options.
package struct StateWalk {
  /// The problem.
  package let problem: SplitProblem

  /// The tensors needed before each unit, and after the last one.
  package let live: [[Int]]

  /// Whether the memory of results counts.
  package let tracksMemory: Bool

  /// Which rounds may change states.
  let rule: ConversionRule

  private var conversions: Conversions

  /// Starts a walk.
  package init(_ problem: SplitProblem, rule: ConversionRule, tracksMemory: Bool) {
    self.problem = problem
    self.tracksMemory = tracksMemory
    self.rule = rule
    conversions = Conversions(problem, rule)
    let graph = problem.graph
    var producers = [Int](repeating: -1, count: graph.tensors.count)
    for (index, unit) in graph.units.enumerated() {
      for tensor in unit.outputs { producers[tensor] = index }
    }
    live = (0...graph.units.count).map { stage in
      graph.tensors.indices.filter { tensor in
        let use = graph.tensors[tensor]
        let last = use.isOutput ? graph.units.count : use.consumers.last ?? -1
        return producers[tensor] < stage && last >= stage
      }
    }
  }

  /// The state before the first unit: rank 0 has the inputs.
  package var start: WalkState {
    WalkState(masks: live[0].map { _ in 1 << UInt64(FormTable.solo) }, previous: -1)
  }

  /// What an option of unit `stage` does, or `nil` if its inputs cannot be had.
  package mutating func step(_ stage: Int, _ state: WalkState, option index: Int) -> WalkStep? {
    let (unit, option) = (problem.graph.units[stage], problem.options[stage][index])
    var masks = state.masks
    var step = WalkStep(
      conversions: [], state: state, time: option.computeTime + option.reductionTime,
      connections: option.reduction?.connections ?? 0,
      bytes: option.reduction?.bytes.count ?? 0)
    for (tensor, need) in zip(unit.inputs, option.needs) {
      guard let place = live[stage].firstIndex(of: tensor) else { return nil }
      guard let way = conversions.cheapest(tensor, from: masks[place], to: need) else { return nil }
      take(way, of: tensor, at: place, &masks, &step)
    }
    var next: [UInt64] = []
    next.reserveCapacity(live[stage + 1].count)
    for tensor in live[stage + 1] {
      if let place = live[stage].firstIndex(of: tensor) {
        next.append(masks[place])
      } else if let output = unit.outputs.firstIndex(of: tensor) {
        next.append(1 << UInt64(option.outputs[output]))
      }
    }
    step.state = WalkState(masks: next, previous: -1)
    if tracksMemory, stage + 1 < problem.options.count,
      problem.graph.units[stage + 1].inputs.contains(where: unit.outputs.contains)
    {
      step.state.previous = representative(stage, index)
    }
    return step
  }

  /// The changes that bring all outputs to rank 0 behind the last unit.
  package mutating func finish(_ state: WalkState) -> WalkStep? {
    let stage = problem.options.count
    var (masks, step) = (
      state.masks,
      WalkStep(conversions: [], state: state, time: 0, connections: 0, bytes: 0)
    )
    for (place, tensor) in live[stage].enumerated() {
      guard
        let way = conversions.cheapest(tensor, from: masks[place], to: FormTable.solo)
      else { return nil }
      take(way, of: tensor, at: place, &masks, &step)
    }
    return step
  }

  private func take(
    _ way: Conversion, of tensor: Int, at place: Int, _ masks: inout [UInt64],
    _ step: inout WalkStep
  ) {
    guard let source = way.path.first, let target = way.path.last else { return }
    let states = problem.forms[tensor].states
    guard source != target, !states[source].covers(states[target]) else { return }
    masks[place] =
      target == FormTable.replicated
      ? 1 << UInt64(target) : masks[place] | 1 << UInt64(target)
    step.conversions.append((tensor, way))
    step.time += way.time
    step.connections += way.connections
    step.bytes += way.bytes
  }

  /// The first option of a unit whose first result takes as much memory on every rank.
  private func representative(_ stage: Int, _ index: Int) -> Int {
    let options = problem.options[stage]
    return options.firstIndex {
      zip($0.loads, options[index].loads).allSatisfy { $0.result == $1.result }
    } ?? index
  }
}
