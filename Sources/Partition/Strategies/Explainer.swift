import Basic
import IR

/// Explains plans.
package enum Explainer {
  /// Why the plan of a strategy is as it is.
  ///
  /// - Parameter plan: what `Splitter.split` gave for the same program, environment and settings.
  package static func explain(
    _ plan: SplitPlan, _ program: Program, catalog: OperatorCatalog,
    _ environment: DeviceEnvironment, _ settings: SplitSettings
  ) -> SplitExplanation {
    let graph = UnitGraph(program, catalog: catalog)
    let devices = plan.devices.map(\.index)
    let choice = ShareChoices.bySpeed(graph, environment, settings).first {
      $0.devices == devices
    }
    let problem = SplitProblem(
      graph, environment, devices: devices,
      weights: choice?.weights ?? devices.map { environment.devices[$0].speed })
    return SplitExplanation(
      tiers: tiers(plan, problem, program),
      pairs: pairs(plan, problem, settings),
      alternatives: alternatives(plan, problem, settings),
      comparisons: SplitStrategy.allCases.map {
        compare($0, plan, graph, environment, settings)
      })
  }

  /// What each change of a state takes in one round and by tiers.
  private static func tiers(
    _ plan: SplitPlan, _ problem: SplitProblem, _ program: Program
  ) -> [SplitExplanation.TierChoice] {
    guard let tiers = problem.communication.tiers else { return [] }
    return plan.boundaries.compactMap { boundary in
      let value = program.graph[boundary.value]
      let wire = WireTensor(
        shape: value.type.shape, elementBytes: value.type.element.storedBytes)
      let (source, target) = (boundary.source, boundary.target)
      guard !boundary.collectives.isEmpty,
        let round = Collective.round(
          of: wire, from: source, to: target, ranks: problem.ranks),
        let tiered = Collective.tieredRounds(
          of: wire, from: source, to: target, ranks: problem.ranks, tiers: tiers)
      else { return nil }
      return SplitExplanation.TierChoice(
        value: value.name, change: "\(source.letter)->\(target.letter)",
        direct: Nanoseconds(problem.communication.time(of: round) * 1e9),
        tiered: Nanoseconds(problem.communication.time(of: tiered) * 1e9),
        taken: boundary.topology)
    }
  }

  private static func pairs(
    _ plan: SplitPlan, _ problem: SplitProblem, _ settings: SplitSettings
  ) -> [SplitExplanation.Pair] {
    let found = ProductPairs(problem)
    let benefits = found.benefits(problem, rule: settings.rule)
    func isMade(_ head: Int) -> Bool {
      guard let partner = found.partners[head] else { return false }
      return plan.units[found.products[head]].mode == .outputChannels
        && plan.units[found.products[partner]].mode == .inputChannels
        && plan.units[found.products[partner]].entries.isEmpty
    }
    return found.partners.keys.sorted().compactMap { head in
      guard let partner = found.partners[head] else { return nil }
      let names = [head, partner].map { problem.graph.units[found.products[$0]].name }
      guard let saved = benefits[head] else {
        return SplitExplanation.Pair(
          first: names[0], second: names[1], saved: .zero, isMade: false,
          reason: "channels cannot be divided")
      }
      let neighbours = found.partners.keys.sorted().filter { other in
        other != head && isMade(other)
          && (found.partners[other] == head || other == partner)
      }
      let modes = [head, partner].map { plan.units[found.products[$0]].mode.rawValue }
      let reason: String
      if isMade(head) {
        reason = "no gather between, one reduction behind"
      } else if saved <= 0 {
        reason = "the reduction costs more than the gather that it saves"
      } else if let other = neighbours.first {
        let name = problem.graph.units[found.products[other]].name
        reason = "shares a product with the pair of \(name)"
      } else {
        reason = "\(modes[0]) and \(modes[1]) are faster here"
      }
      return SplitExplanation.Pair(
        first: names[0], second: names[1], saved: Nanoseconds(saved * 1e9),
        isMade: isMade(head), reason: reason)
    }
  }

  /// For each unit the best plan in which it runs in another way: the least cost to an arc, of the
  /// arc, and from it to the end.
  private static func alternatives(
    _ plan: SplitPlan, _ problem: SplitProblem, _ settings: SplitSettings
  ) -> [SplitExplanation.Alternative] {
    let rule = StrategyRule(settings, problem)
    var walk = StateWalk(problem, rule: rule.conversions, tracksMemory: false)
    let states = StateGraph(&walk) { rule.allowed[$0][$1] }
    guard let best = states.shortestPath?.cost.time else { return [] }
    let remaining = states.remaining
    return states.arcs.indices.compactMap { stage in
      let mode = plan.units[stage].mode
      var other: (mode: SplitMode, time: Double)?
      for arc in states.arcs[stage] {
        let option = problem.options[stage][arc.option]
        let time =
          states.stages[stage][arc.source].cost.time + arc.cost.time
          + remaining[stage + 1][arc.target].time
        guard option.mode != mode, time < other?.time ?? .infinity else { continue }
        other = (option.mode, time)
      }
      return other.map {
        SplitExplanation.Alternative(
          unit: plan.units[stage].name, mode: mode, other: $0.mode,
          loss: Nanoseconds(($0.time - best) * 1e9))
      }
    }
  }

  private static func compare(
    _ strategy: SplitStrategy, _ plan: SplitPlan, _ graph: UnitGraph,
    _ environment: DeviceEnvironment, _ settings: SplitSettings
  ) -> SplitExplanation.Comparison {
    var other: SplitPlan? = plan
    if strategy != settings.strategy {
      let settings = SplitSettings(strategy)
      let choices = ShareChoices.bySpeed(graph, environment, settings)
      other = Splitter.best(graph, environment, settings, choices)
    }
    return SplitExplanation.Comparison(
      strategy: strategy, latency: other?.totals.latency, connections: other?.connections ?? 0,
      bytes: other?.bytes ?? .zero,
      peak: Bytes(other?.devices.reduce(0) { max($0, $1.peak.count) } ?? 0))
  }
}
