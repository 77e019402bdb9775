import Basic
import Operators

/// One way to run one unit, with what it costs each rank.
package struct UnitOption: Sendable {
  /// How the first operation is divided.
  package let mode: SplitMode

  /// The form in which each input is read, in the order of the unit's inputs.
  package let needs: [Int]

  /// The state of the result of each operation.
  package let states: [ShardingState]

  /// What ends the partial result of the first operation, if anything does.
  package let reduction: Reduction?

  /// The form that each output is left in.
  package let outputs: [Int]

  /// The part of each rank.
  package let shares: [IndexRanges]

  /// The work, time and memory of each rank.
  package let loads: [RankLoad]

  /// The seconds of the slowest rank.
  package let computeTime: Double

  /// The seconds of the reduction.
  package let reductionTime: Double
}

/// The rounds that end terms of a sum.
package struct Reduction: Sendable {
  /// The state of the sum.
  package let target: ShardingState

  /// The rounds, in order: one, or those by way of the leaders of tiers.
  package let rounds: [Collective]

  /// Takes rounds.
  package init(_ target: ShardingState, _ rounds: [Collective]) {
    (self.target, self.rounds) = (target, rounds)
  }

  /// The number of messages.
  package var connections: Int { rounds.reduce(0) { $0 + $1.connections } }

  /// The bytes of all messages.
  package var bytes: Bytes { rounds.reduce(.zero) { $0 + $1.bytes } }

  /// Whether it goes by way of the leaders of tiers.
  package var isTiered: Bool { rounds.contains { $0.scope != .all } }
}

/// What one rank does and keeps for one unit.
package struct RankLoad: Sendable, Equatable {
  /// Multiply-accumulate operations.
  package var macs = 0

  /// Seconds of computing.
  package var time = 0.0

  /// Bytes of constants.
  package var weights = 0

  /// Bytes of what it reads.
  package var inputs = 0

  /// Bytes of the result of the first operation.
  package var result = 0

  /// Bytes received by the reduction before they are added.
  package var received = 0

  /// Bytes of the outputs.
  package var outputs = 0

  /// The most bytes of activations that the unit needs at once.
  package var live = 0
}
