import Basic
import IR
import Operators

/// One directed message: a connection of the cost model.
package struct Message: Sendable, Equatable {
  /// The rank that sends.
  package var source: Int

  /// The rank that receives, another one.
  package var destination: Int

  /// What is sent: the product of these indices along these axes, all along the others.
  ///
  /// Empty for
  /// the whole tensor.
  package var region: [AxisIndices]

  /// The number of elements; never zero, for empty messages are not sent.
  package var elements: Int

  /// Their bytes.
  package var bytes: Bytes

  /// Whether loads and stores of the processor move it, where the link has them and is faster so.
  package var isProgrammed = false

  /// Makes a message.
  package init(
    from source: Int, to destination: Int, region: [AxisIndices], elements: Int, bytes: Bytes
  ) {
    self.source = source
    self.destination = destination
    self.region = region
    self.elements = elements
    self.bytes = bytes
  }
}

/// Some indices along one axis.
package struct AxisIndices: Sendable, Hashable {
  /// The axis.
  package var axis: Int

  /// The indices.
  package var indices: IndexRanges

  /// Selects indices along an axis.
  package init(_ axis: Int, _ indices: IndexRanges) {
    self.axis = axis
    self.indices = indices
  }
}

/// One round of messages that takes one tensor from one state to another.
///
/// Rank `r` ends with what it had of the target state and what it received. Where the start is
/// `partial`, what is received of a region is added to one's own, in the order of ranks.
package struct Collective: Sendable, Equatable {
  /// What kind of round it is.
  package enum Kind: String, Sendable, CaseIterable {
    /// Rank 0 sends everything to every other: solo to replicated.
    case broadcast
    /// Rank 0 sends every other its shard, with the rows that windows share: solo to sharded.
    case scatter
    /// Every rank sends its shard to rank 0: sharded to solo.
    case gather
    /// Every rank sends its shard to every other: sharded to replicated.
    case allGather = "all_gather"
    /// Every rank sends its full partial to rank 0, which adds: partial to solo.
    case reduce
    /// Every rank sends its full partial to every other, and all add: partial to replicated.
    case allReduce = "all_reduce"
    /// Every rank receives its slice of every partial and adds: partial to sharded.
    case reduceScatter = "reduce_scatter"
    /// Rows go from their owners to those whose windows reach them: rows to wider rows.
    case haloExchange = "halo_exchange"
    /// Every rank sends every other what it has of that one's shard: from one split to another.
    case allToAll = "all_to_all"
  }

  /// What kind of round it is.
  package var kind: Kind

  /// The state before.
  package var source: ShardingState

  /// The state after.
  package var target: ShardingState

  /// The messages, by source, then destination.
  ///
  /// They may travel at once.
  package var messages: [Message]

  /// The ranks that take part: within groups `source` and `target` are of each group, and between
  /// leaders of them alone.
  package var scope: RoundScope

  /// Makes a round.
  package init(
    _ kind: Kind, from source: ShardingState, to target: ShardingState, messages: [Message],
    scope: RoundScope = .all
  ) {
    self.kind = kind
    self.source = source
    self.target = target
    self.messages = messages
    self.scope = scope
  }

  /// The number of directed messages.
  package var connections: Int { messages.count }

  /// The bytes of all messages.
  package var bytes: Bytes { messages.reduce(.zero) { $0 + $1.bytes } }

  /// The elements of all messages.
  package var elements: Int { messages.reduce(0) { $0 + $1.elements } }
}

/// How a state is changed in more than one way: in one round or by way of another state.
package enum Topology: String, Sendable, CaseIterable {
  /// One round in which every rank sends to all that need it.
  case direct
  /// By way of rank 0: gather or reduce, then broadcast.
  case star
  /// By way of shards: reduce-scatter, then all-gather.
  case reduceScatterAllGather = "rs+ag"
  /// Within tiers, between their leaders, and within tiers again; taken where it is faster.
  case tiers

  /// Those that a user may ask for.
  package static let settable: [Topology] = [.direct, .star, .reduceScatterAllGather]
}
