/// Ranks in groups that reach each other by a link of their own: those of one rack, or of one board.
package struct TierGroups: Sendable, Equatable {
  /// The groups, each ascending, by their first ranks; every rank is in one.
  ///
  /// The first rank of a group is its leader; that of the first is rank 0.
  package let groups: [[Int]]

  /// Takes the outermost tiers of an environment that have devices of a plan in common, or gives `nil`
  /// if those make no groups: there are several, and one of them has several ranks.
  package init?(_ environment: DeviceEnvironment, devices: [Int]) {
    var groups: [[Int]] = []
    for tier in environment.tiers {
      let ranks = devices.indices.filter { tier.devices.contains(devices[$0]) }
      guard ranks.count > 1, groups.allSatisfy({ Set($0).isDisjoint(with: ranks) }) else {
        continue
      }
      groups.append(ranks)
    }
    let grouped = Set(groups.joined())
    groups += devices.indices.filter { !grouped.contains($0) }.map { [$0] }
    guard groups.count > 1, groups.count < devices.count else { return nil }
    self.groups = groups.sorted { $0[0] < $1[0] }
  }

  /// The leader of each group.
  package var leaders: [Int] { groups.map { $0[0] } }

  /// The group of a rank.
  package func group(of rank: Int) -> [Int] { groups.first { $0.contains(rank) } ?? [rank] }
}

/// The ranks that take part in a round.
package enum RoundScope: Sendable, Equatable {
  /// All.
  case all
  /// The ranks of each group among themselves, all groups at once.
  case groups(TierGroups)
  /// The leaders of groups.
  case leaders(TierGroups)

  /// The ranks that exchange with a rank, itself included; none if it takes no part.
  func peers(of rank: Int, among ranks: Int) -> [Int] {
    switch self {
    case .all: Array(0..<ranks)
    case .groups(let tiers):
      tiers.group(of: rank).count > 1 ? tiers.group(of: rank) : []
    case .leaders(let tiers): tiers.leaders.contains(rank) ? tiers.leaders : []
    }
  }
}
