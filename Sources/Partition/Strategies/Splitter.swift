import Basic
import IR

/// Chooses how a network is divided among devices.
package enum Splitter {
  /// The plan of a strategy for devices that take part with given shares, memory apart, or `nil`
  /// if a strategy has none.
  package static func unlimitedPlan(
    _ problem: SplitProblem, _ settings: SplitSettings
  ) -> SplitPlan? {
    let rule = StrategyRule(settings, problem)
    var walk = StateWalk(problem, rule: rule.conversions, tracksMemory: false)
    let states = StateGraph(&walk) { rule.allowed[$0][$1] }
    guard let path = states.shortestPath else { return nil }
    var builder = PlanBuilder(
      problem, rule: rule.conversions, strategy: settings.strategy.rawValue)
    return builder.plan(
      path.options, isOptimal: settings.strategy == .auto && !states.isTruncated)
  }
}
