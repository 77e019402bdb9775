import Basic
import IR

/// Makes a plan of the options that were chosen for each unit.
package struct PlanBuilder {
  private var walk: StateWalk
  private let strategy: String

  /// Starts with the conversions that a strategy allows.
  package init(_ problem: SplitProblem, rule: ConversionRule, strategy: String) {
    walk = StateWalk(problem, rule: rule, tracksMemory: true)
    self.strategy = strategy
  }

  /// The plan of one option for each unit, or `nil` if a value cannot be had in the state wanted.
  package mutating func plan(_ choices: [Int], isOptimal: Bool) -> SplitPlan? {
    let problem = walk.problem
    var units: [PlannedUnit] = []
    var live = [Int](repeating: 0, count: problem.ranks)
    var weights = live
    var state = walk.start
    for (stage, choice) in choices.enumerated() {
      guard let step = walk.step(stage, state, option: choice) else { return nil }
      let bytes = walk.live(stage, from: state, option: choice, step)
      units.append(unit(stage, choice, step, bytes))
      for rank in 0..<problem.ranks {
        live[rank] = max(live[rank], bytes[rank])
        weights[rank] += problem.options[stage][choice].loads[rank].weights
      }
      state = step.state
    }
    guard let exit = walk.finish(state) else { return nil }
    for (rank, bytes) in walk.exitLive(from: state, exit).enumerated() {
      live[rank] = max(live[rank], bytes)
    }
    let devices = problem.devices.enumerated().map { rank, device in
      PlannedDevice(
        name: problem.environment.devices[device].name, index: device,
        weights: Bytes(weights[rank]), live: Bytes(live[rank]),
        memory: problem.environment.devices[device].memory)
    }
    var plan = SplitPlan(
      network: problem.graph.name, strategy: strategy, devices: devices, units: units,
      exits: exit.conversions.map { boundary($0.tensor, $0.way) },
      totals: SplitTotals(compute: .zero, communication: .zero, isOptimal: isOptimal))
    let rounds = plan.boundaries.flatMap(\.collectives)
    let seconds = plan.boundaries.reduce(0) { $0 + $1.time.value }
    plan.totals.compute = Nanoseconds(
      zip(problem.options, choices).reduce(0) { $0 + $1.0[$1.1].computeTime } * 1e9)
    plan.totals.communication = Nanoseconds(
      seconds + problem.communication.openingTime(of: rounds) * 1e9)
    return plan
  }

  private func unit(
    _ stage: Int, _ choice: Int, _ step: WalkStep, _ live: [Int]
  ) -> PlannedUnit {
    let problem = walk.problem
    let (unit, option) = (problem.graph.units[stage], problem.options[stage][choice])
    let inputs = unit.inputOfOperand.compactMap { $0 }.map { place in
      let tensor = unit.inputs[place]
      return PlannedUnit.Input(
        problem.graph.tensors[tensor].value, problem.forms[tensor].states[option.needs[place]])
    }
    var steps = zip(unit.operations, option.states).map { PlannedUnit.Step($0.id, $1) }
    if option.reduction != nil { steps[0].state = .partial }
    let reduction = option.reduction.map { reduction in
      Boundary(
        unit.coreResult, from: .partial, to: reduction.target,
        topology: reduction.isTiered ? .tiers : .direct,
        collectives: reduction.rounds.filter { !$0.messages.isEmpty }
          .map(problem.communication.choosingTransfers),
        time: Nanoseconds(option.reductionTime * 1e9))
    }
    return PlannedUnit(
      name: unit.name, mode: option.mode, inputs: inputs,
      entries: step.conversions.map { boundary($0.tensor, $0.way) }, steps: steps,
      reduction: reduction, output: problem.graph.tensors[unit.outputs[0]].value,
      outputState: option.states[option.states.count - 1], shares: option.shares,
      loads: zip(option.loads, live).map { load, live in
        PlannedUnit.Load(
          macs: load.macs, time: Nanoseconds(load.time * 1e9), weights: Bytes(load.weights),
          live: Bytes(live))
      })
  }

  private func boundary(_ tensor: Int, _ way: Conversion) -> Boundary {
    let problem = walk.problem
    let states = way.path.map { problem.forms[tensor].states[$0] }
    let rounds = zip(states, states.dropFirst()).flatMap { source, target in
      source.covers(target)
        ? []
        : problem.communication.rounds(
          of: problem.graph.tensors[tensor].wire, from: source, to: target,
          usesTiers: walk.rule.usesTiers) ?? []
    }
    var topology = Topology.direct
    if states.count > 2, states[states.count - 1] == .replicated {
      topology = states[states.count - 2] == .solo ? .star : .reduceScatterAllGather
    }
    if rounds.contains(where: { $0.scope != .all }) { topology = .tiers }
    return Boundary(
      problem.graph.tensors[tensor].value, from: states[0], to: states[states.count - 1],
      topology: topology,
      collectives: rounds.filter { !$0.messages.isEmpty }
        .map(problem.communication.choosingTransfers),
      time: Nanoseconds(way.time * 1e9))
  }
}
