import Basic
import IR

/// A change of the state of one value, in one round or two.
package struct Boundary: Sendable, Equatable {
  /// The value.
  ///
  /// For a reduction it is the result of the first operation of the unit.
  package var value: ID<Value>

  /// The state before.
  package var source: ShardingState

  /// The state after.
  package var target: ShardingState

  /// One round or by way of another state.
  package var topology: Topology

  /// The rounds, in order; a change without messages has none.
  package var collectives: [Collective]

  /// The time of all rounds.
  package var time: Nanoseconds

  /// Makes a boundary.
  package init(
    _ value: ID<Value>, from source: ShardingState, to target: ShardingState, topology: Topology,
    collectives: [Collective], time: Nanoseconds
  ) {
    self.value = value
    self.source = source
    self.target = target
    self.topology = topology
    self.collectives = collectives
    self.time = time
  }

  /// The number of directed messages.
  package var connections: Int { collectives.reduce(0) { $0 + $1.connections } }

  /// The bytes of all messages.
  package var bytes: Bytes { collectives.reduce(.zero) { $0 + $1.bytes } }
}
