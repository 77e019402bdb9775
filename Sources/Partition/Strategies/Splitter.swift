import Basic
import IR

/// Chooses how a network is divided among devices.
package enum Splitter {
  /// The plan of a strategy for devices that take part with given shares, or `nil` if a strategy has
  /// none that fits into the memory of all.
  ///
  /// - Parameter ignoresMemory: whether devices hold any amount.
  package static func plan(
    _ problem: SplitProblem, _ settings: SplitSettings, ignoresMemory: Bool = false
  ) -> SplitPlan? {
    let rule = StrategyRule(settings, problem)
    let capacities = problem.devices.map { device in
      ignoresMemory ? Int.max : problem.environment.devices[device].memory?.count ?? .max
    }
    let isLimited = capacities.contains { $0 < .max }
    var builder = PlanBuilder(
      problem, rule: rule.conversions, strategy: settings.strategy.rawValue)
    let isAuto = settings.strategy == .auto
    var walk = StateWalk(problem, rule: rule.conversions, tracksMemory: false)
    let states = StateGraph(&walk) { rule.allowed[$0][$1] }
    guard let path = states.shortestPath else { return nil }
    let fastest = builder.plan(path.options, isOptimal: isAuto && !states.isTruncated)
    guard isLimited, let fastest,
      !zip(fastest.devices, capacities).allSatisfy({ $0.peak.count <= $1 })
    else { return fastest }
    var tracking = StateWalk(problem, rule: rule.conversions, tracksMemory: true)
    let limited = StateGraph(&tracking) { rule.allowed[$0][$1] }
    guard let found = LabelSearch(problem, limited, capacities: capacities).search() else {
      return nil
    }
    return builder.plan(found.options, isOptimal: isAuto && found.isExact)
  }
}
