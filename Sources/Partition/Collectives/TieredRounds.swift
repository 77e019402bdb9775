import Basic
import Operators

/// Changes of states in groups: within each, between their leaders, and within each again.
///
/// Sums are added in the order of ranks within a group, and then in the order of groups.
/// ([dfabric24] for two tiers)
extension Collective {
  /// The rounds that take a tensor from one state to another by way of the leaders of groups, or `nil`
  /// if there is no such way.
  package static func tieredRounds(
    of tensor: WireTensor, from source: ShardingState, to target: ShardingState,
    ranks: Int, tiers: TierGroups
  ) -> [Collective]? {
    let builder = TieredRounds(tensor: tensor, ranks: ranks, tiers: tiers)
    let rounds: [Collective]
    switch (source, target) {
    case (.solo, .replicated): rounds = [builder.toLeaders, builder.fromLeaders]
    case (.partial, .solo):
      guard let outer = builder.outer(.partial, .solo) else { return nil }
      rounds = [builder.groupSums, outer]
    case (.partial, .replicated):
      guard let outer = builder.outer(.partial, .replicated) else { return nil }
      rounds = [builder.groupSums, outer, builder.fromLeaders]
    case (.channels, .solo), (.rows, .solo), (.channels, .replicated), (.rows, .replicated):
      guard source.isDisjoint, let joined = builder.joined(source),
        let inner = round(of: tensor, from: source, to: joined, ranks: ranks),
        let outer = builder.outer(joined, target)
      else { return nil }
      rounds = [inner, outer] + (target == .replicated ? [builder.fromLeaders] : [])
    default: return nil
    }
    return rounds
  }
}

/// The rounds of one tensor between and within groups.
private struct TieredRounds {
  let tensor: WireTensor
  let ranks: Int
  let tiers: TierGroups

  /// The messages of the whole tensor.
  private func whole(_ pairs: [(source: Int, destination: Int)]) -> [Message] {
    pairs.map {
      Message(
        from: $0.source, to: $0.destination, region: [], elements: tensor.elementCount,
        bytes: Bytes(tensor.elementCount * tensor.elementBytes))
    }
  }

  /// Terms of members become one of their leader.
  var groupSums: Collective {
    let pairs = tiers.groups.flatMap { group in group.dropFirst().map { ($0, group[0]) } }
    return Collective(
      .reduce, from: .partial, to: .partial, messages: whole(pairs.sorted { $0.0 < $1.0 }),
      scope: .groups(tiers))
  }

  /// Rank 0 sends everything to the other leaders.
  var toLeaders: Collective {
    Collective(
      .broadcast, from: .solo, to: .replicated,
      messages: whole(tiers.leaders.dropFirst().map { (0, $0) }), scope: .leaders(tiers))
  }

  /// Leaders send everything to their members.
  var fromLeaders: Collective {
    Collective(
      .broadcast, from: .replicated, to: .replicated,
      messages: whole(tiers.groups.flatMap { group in group.dropFirst().map { (group[0], $0) } }),
      scope: .groups(tiers))
  }

  /// The state in which leaders have the parts of their groups.
  func joined(_ state: ShardingState) -> ShardingState? {
    guard let shards = state.shards else { return nil }
    var indices = shards.indices.map { _ in IndexRanges.none }
    for group in tiers.groups {
      indices[group[0]] = group.reduce(.none) { $0.union(shards.indices[$1]) }
    }
    return state.along(shards.axis, indices)
  }

  /// The round between leaders, who have terms of sums or parts.
  func outer(_ source: ShardingState, _ target: ShardingState) -> Collective? {
    guard var round = Collective.round(of: tensor, from: source, to: target, ranks: ranks) else {
      return nil
    }
    let leaders = tiers.leaders
    round.messages.removeAll {
      !leaders.contains($0.source) || !leaders.contains($0.destination)
    }
    round.scope = .leaders(tiers)
    return round
  }
}
