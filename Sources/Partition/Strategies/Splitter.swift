import Basic
import IR

/// Chooses how a network is divided among devices.
package enum Splitter {
  /// The plan of a strategy for a program, or `nil` after reporting that the devices cannot hold it.
  ///
  /// - Parameters:
  ///   - program: what the passes leave: a float program after folding and fusion, or integers.
  ///   - environment: the devices; the first has the input and wants the output.
  package static func split(
    _ program: Program, catalog: OperatorCatalog, _ environment: DeviceEnvironment,
    _ settings: SplitSettings, _ diagnostics: inout DiagnosticBag
  ) -> SplitPlan? {
    let graph = UnitGraph(program, catalog: catalog)
    environment.reportUnknownLayers(graph, &diagnostics)
    guard settings.isSound(graph, environment, &diagnostics) else { return nil }
    let choices = ShareChoices.bySpeed(graph, environment, settings)
    let best = best(graph, environment, settings, choices)
    if best == nil {
      MemoryRefusal.report(graph, environment, settings, choices, &diagnostics)
    }
    return best
  }

  /// The best plan of all choices of devices and shares, or `nil` if none fits.
  static func best(
    _ graph: UnitGraph, _ environment: DeviceEnvironment, _ settings: SplitSettings,
    _ choices: [ShareChoices.Choice]
  ) -> SplitPlan? {
    var best: SplitPlan?
    var isExact = true
    for choice in choices {
      let problem = SplitProblem(
        graph, environment, devices: choice.devices, weights: choice.weights)
      guard let free = plan(problem, settings, ignoresMemory: true) else { continue }
      isExact = isExact && free.totals.isOptimal
      if let best, !free.precedes(best) { continue }
      if free.fits {
        best = free
        continue
      }
      for problem in [problem, limited(problem, free)] {
        guard let plan = plan(problem, settings) else { continue }
        isExact = isExact && plan.totals.isOptimal
        if best.map({ plan.precedes($0) }) ?? true { best = plan }
      }
    }
    best?.totals.isOptimal = isExact
    return best
  }

  /// The same devices with shares that their memory allows.
  private static func limited(_ problem: SplitProblem, _ free: SplitPlan) -> SplitProblem {
    let room = zip(problem.devices, free.devices).map { device, planned in
      (problem.environment.devices[device].memory?.count).map {
        Double($0 - planned.live.count)
      } ?? .infinity
    }
    return SplitProblem(
      problem.graph, problem.environment, devices: problem.devices,
      weights: ShareChoices.limited(
        problem.weights, room: room, total: Double(problem.graph.constantBytes)))
  }

  /// The plan of a strategy for devices that take part with given shares, or `nil` if a strategy has
  /// none that fits into the memory of all.
  ///
  /// - Parameter ignoresMemory: whether devices hold any amount.
  package static func plan(
    _ problem: SplitProblem, _ settings: SplitSettings, ignoresMemory: Bool = false
  ) -> SplitPlan? {
    let capacities = problem.devices.map { device in
      ignoresMemory ? Int.max : problem.environment.devices[device].memory?.count ?? .max
    }
    return plan(problem, settings, capacities: capacities)
  }

  /// The plan of a strategy for ranks with given bytes, or `nil` if none fits.
  static func plan(
    _ problem: SplitProblem, _ settings: SplitSettings, capacities: [Int]
  ) -> SplitPlan? {
    let rule = StrategyRule(settings, problem)
    var builder = PlanBuilder(
      problem, rule: rule.conversions, strategy: settings.strategy.rawValue)
    let isAuto = settings.strategy == .auto && problem.communication.paysConnections
    var walk = StateWalk(problem, rule: rule.conversions, tracksMemory: false)
    let states = StateGraph(&walk) { rule.allowed[$0][$1] }
    guard let path = states.shortestPath else { return nil }
    let fastest = builder.plan(path.options, isOptimal: isAuto && !states.isTruncated)
    guard let fastest, zip(fastest.devices, capacities).contains(where: { $0.peak.count > $1 })
    else { return fastest }
    var tracking = StateWalk(problem, rule: rule.conversions, tracksMemory: true)
    let limited = StateGraph(&tracking) { rule.allowed[$0][$1] }
    let search = LabelSearch(problem, limited, capacities: capacities)
    guard let found = search.search() else { return nil }
    return builder.plan(found.options, isOptimal: isAuto && found.isExact)
  }
}

extension SplitPlan {
  /// Whether every device holds its part.
  package var fits: Bool { devices.allSatisfy { $0.peak <= $0.memory ?? $0.peak } }

  /// Whether it is faster, or as fast with fewer messages, bytes or devices.
  func precedes(_ other: SplitPlan) -> Bool {
    (totals.latency.value, connections, bytes.count, devices.count)
      < (other.totals.latency.value, other.connections, other.bytes.count, other.devices.count)
  }
}
