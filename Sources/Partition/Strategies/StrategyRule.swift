/// Which options of units a strategy takes; the solver chooses among them.
///
/// Each published scheme is a choice of options, so none of these strategies is faster than `auto`
/// under the same cost model.
package struct StrategyRule {
  /// The rounds that may change states.
  package let conversions: ConversionRule

  /// The pairs by the ordinal of their first product; empty for other strategies.
  package let pairs: [Int]

  /// What each possible pair saves, in seconds.
  package let benefits: [Int: Double]

  /// Whether each option of each unit may be taken.
  package let allowed: [[Bool]]

  /// Finds what a strategy takes of a problem.
  package init(_ settings: SplitSettings, _ problem: SplitProblem) {
    let rule = settings.rule
    conversions = rule
    let found = ProductPairs(problem)
    switch settings.strategy {
    case .interleaved, .interleavedOptimal:
      benefits = found.benefits(problem, rule: rule)
      let choose =
        settings.strategy == .interleaved ? ProductPairs.greedy : ProductPairs.optimal
      pairs =
        settings.pairs?.filter { found.partners[$0] != nil } ?? choose(benefits, found.partners)
    case .solo, .outputChannels, .coedgeHalo, .coedgeConcat, .auto:
      (benefits, pairs) = ([:], [])
    }
    let roles = Self.roles(found, pairs)
    allowed = problem.options.indices.map { index in
      let options = problem.options[index]
      let wanted = options.map { option in
        rule.allows(option)
          && Self.takes(
            option, of: problem.graph.units[index], role: roles[index], settings, rule, problem,
            isLast: found.products.firstIndex(of: index).map(found.last.contains) ?? false)
      }
      // A unit that cannot be divided as the strategy wants is not divided.
      return wanted.contains(true)
        ? wanted : options.map { $0.mode == .solo || $0.mode == .replicated }
    }
  }

  /// What a unit is in a plan of pairs.
  private enum Role {
    case first, second, between
  }

  private static func roles(_ found: ProductPairs, _ pairs: [Int]) -> [Int: Role] {
    var roles: [Int: Role] = [:]
    for head in pairs {
      roles[found.products[head]] = .first
      if let partner = found.partners[head] { roles[found.products[partner]] = .second }
      for unit in found.between[head] ?? [] { roles[unit] = .between }
    }
    return roles
  }

  private static func takes(
    _ option: UnitOption, of unit: Unit, role: Role?, _ settings: SplitSettings,
    _ rule: ConversionRule, _ problem: SplitProblem, isLast: Bool
  ) -> Bool {
    let isPlain = [.solo, .replicated, .channels].contains(option.mode)
    switch settings.strategy {
    case .auto: return true
    case .solo: return option.mode == .solo
    case .outputChannels:
      return unit.core.isWeighted ? option.mode == .outputChannels : isPlain
    case .coedgeHalo, .coedgeConcat:
      return unit.core.hasWindow
        ? option.mode == .rows : option.mode == .solo || option.mode == .rows
    case .interleaved, .interleavedOptimal:
      switch role {
      case .first: return option.mode == .outputChannels
      case .between: return option.mode == .channels
      case .second:
        let shards = problem.forms[unit.inputs[0]].states[option.needs[0]]
        return option.mode == .inputChannels && shards.letter == "C"
          && ProductPairs.ends(option, rule, isLast: isLast)
      case nil: return unit.core.isWeighted ? option.mode == .outputChannels : isPlain
      }
    }
  }
}

extension UnitOperation {
  /// Whether a window moves over rows.
  fileprivate var hasWindow: Bool {
    sharding.dimensions.contains { if case .window = $0.relation { true } else { false } }
  }
}
