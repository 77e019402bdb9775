import IR
import Operators

/// One round of messages as the operation that every rank that takes part runs.
struct CollectiveLowering {
  /// The round.
  let collective: Collective

  /// The type of the whole tensor.
  let whole: TensorType

  /// The ranks that have a part before, or a term of the sum.
  let holders: [Int]

  /// The number of ranks.
  let ranks: Int

  /// The operator.
  var kind: String {
    switch collective.kind {
    case .broadcast: CollectiveBroadcast.name
    case .scatter: CollectiveScatter.name
    case .gather: CollectiveGather.name
    case .allGather: AllGather.name
    case .reduce: CollectiveReduce.name
    case .allReduce: AllReduce.name
    case .reduceScatter: ReduceScatter.name
    case .haloExchange: HaloExchange.name
    case .allToAll: AllToAll.name
    }
  }

  /// The attributes of the operation on `rank`.
  func attributes(on rank: Int) -> AttributeList {
    AttributeList(
      [Attribute("device", .integer(rank))] + layout(on: rank) + [
        Attribute("type", .storage(StorageType(whole.element, whole.quantization))),
        Attribute("shape", .integers(whole.shape)),
      ])
  }

  private func layout(on rank: Int) -> [Attribute] {
    let peers = collective.scope.peers(of: rank, among: ranks)
    let root = Attribute("root", .integer(peers.first ?? 0))
    let everyone = Attribute("receivers", .integers(peers))
    let terms = Attribute("contributors", .integers(holders.filter(peers.contains)))
    let (source, target) = (collective.source, collective.target)
    switch collective.kind {
    case .broadcast: return [root, everyone]
    case .scatter: return [root] + target.parts()
    case .gather: return [root] + source.parts()
    case .allGather: return [everyone] + source.parts()
    case .reduce: return [root, terms]
    case .allReduce: return [everyone, terms]
    case .reduceScatter: return [terms] + target.parts()
    case .haloExchange:
      return source.parts()
        + target.parts(
          owners: "receivers", starts: "needed_starts", ends: "needed_ends"
        ).dropFirst()
    case .allToAll:
      return source.parts()
        + target.parts(
          axis: "needed_axis", owners: "receivers", starts: "needed_starts", ends: "needed_ends")
    }
  }

  /// The name of the result for a value of that name; that of a sum of one group says so, for it is still
  /// a term.
  func name(of value: String) -> String {
    if case .groups = collective.scope, collective.kind == .reduce {
      return "\(value)\(Self.groupSuffix).\(kind)"
    }
    return "\(value).\(kind)"
  }

  /// What the name of a value gets where it is a sum of one group alone.
  static let groupSuffix = ".tier"

  /// Whether a rank takes part: it is in the scope, and has a part before or gets one.
  func takesPart(_ rank: Int) -> Bool {
    let peers = collective.scope.peers(of: rank, among: ranks)
    return peers.contains(rank) && peers.contains(where: holders.contains)
      && (holders.contains(rank) || gets(rank))
  }

  /// Whether a rank that takes no part has the target all the same: it is a group of its own.
  func keeps(_ rank: Int) -> Bool {
    if case .groups(let tiers) = collective.scope {
      tiers.group(of: rank).count == 1
    } else {
      false
    }
  }

  /// Whether a rank that takes part has a part after.
  func gets(_ rank: Int) -> Bool {
    guard collective.target.region(of: whole.shape, on: rank) != nil else { return false }
    switch collective.scope {
    case .all: return true
    case .leaders(let tiers): return tiers.leaders.contains(rank)
    case .groups(let tiers):
      return collective.kind != .reduce || tiers.leaders.contains(rank)
    }
  }
}
