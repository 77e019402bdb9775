import IR
import Operators

/// One round of messages as the operation that every rank that takes part runs.
struct CollectiveLowering {
  /// The round.
  let collective: Collective

  /// The type of the whole tensor.
  let whole: TensorType

  /// The ranks that have a term of the sum, if it is one.
  let contributors: [Int]

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
      [Attribute("device", .integer(rank))] + layout + [
        Attribute("type", .storage(StorageType(whole.element, whole.quantization))),
        Attribute("shape", .integers(whole.shape)),
      ])
  }

  private var layout: [Attribute] {
    let root = Attribute("root", .integer(0))
    let everyone = Attribute("receivers", .integers(Array(0..<ranks)))
    let terms = Attribute("contributors", .integers(contributors))
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

  /// Whether a rank has a part before.
  func holds(_ rank: Int) -> Bool {
    collective.source == .partial
      ? contributors.contains(rank)
      : collective.source.region(of: whole.shape, on: rank) != nil
  }

  /// Whether a rank needs a part after.
  func needs(_ rank: Int) -> Bool {
    collective.target.region(of: whole.shape, on: rank) != nil
  }
}
