import Basic
import IR
import Operators

/// How the work of a unit is divided.
package enum SplitMode: String, Sendable, CaseIterable {
  /// Rank 0 does all of it.
  case solo
  /// Every rank does all of it.
  case replicated
  /// Each rank computes some output channels of a product with weights, and needs all inputs.
  case outputChannels = "oc"
  /// Each rank sums the products with its input channels: the result is partial.
  case inputChannels = "ic"
  /// Each rank computes some rows of the result.
  case rows = "h"
  /// Each rank computes the channels that it has of the input.
  case channels = "local"
  /// Each rank does to its partial what distributes over sums, such as an addition.
  case partials = "partial"
}

/// A unit of a plan: one operation that is divided, and those that follow it on the same ranks.
package struct PlannedUnit: Sendable, Equatable {
  /// One operation with the state that it leaves its result in.
  package struct Step: Sendable, Equatable {
    /// The operation.
    package var operation: ID<Operation>

    /// The state of its result as it is computed.
    ///
    /// Rows may overlap where a pooling window behind it
    /// reads rows that two ranks both compute.
    package var state: ShardingState

    /// Names an operation and the state of its result.
    package init(_ operation: ID<Operation>, _ state: ShardingState) {
      self.operation = operation
      self.state = state
    }
  }

  /// A value that the unit reads, in the state that it must be in.
  package struct Input: Sendable, Equatable {
    /// The value: an input of the network or the result of an earlier unit.
    package var value: ID<Value>

    /// The state that the first operation reads it in.
    package var state: ShardingState

    /// Names a value and its state.
    package init(_ value: ID<Value>, _ state: ShardingState) {
      self.value = value
      self.state = state
    }
  }

  /// The layers that it computes, as reports name them.
  package var name: String

  /// How the first operation is divided.
  package var mode: SplitMode

  /// What it reads, constants apart, in the order of the operands of the first operation.
  package var inputs: [Input]

  /// What changes the states of values before the unit runs.
  package var entries: [Boundary]

  /// The operations in order.
  ///
  /// The first is the one that `mode` is about; its bias is added by rank
  /// 0 alone if its state is `partial`, and its activation then waits until after `reduction`.
  package var steps: [Step]

  /// What ends the partial result of the first operation before the second, or `nil` if it is not
  /// partial or stays so.
  package var reduction: Boundary?

  /// The value that later units read: the result of the last operation.
  package var output: ID<Value>

  /// The state that it is left in.
  package var outputState: ShardingState

  /// The part of each rank: output channels, input channels or rows of the output, as `mode` says;
  /// empty for `solo`, `replicated` and `partials`.
  package var shares: [IndexRanges]

  /// What each rank does and keeps, by rank.
  package var loads: [Load]

  /// What one rank does and keeps for a unit.
  package struct Load: Sendable, Equatable {
    /// Multiply-accumulate operations, those that several ranks repeat included.
    package var macs: Int

    /// The time that it takes.
    package var time: Nanoseconds

    /// Bytes of constants.
    package var weights: Bytes

    /// The most bytes of activations alive while the unit runs.
    package var live: Bytes

    /// Makes a load.
    package init(macs: Int, time: Nanoseconds, weights: Bytes, live: Bytes) {
      self.macs = macs
      self.time = time
      self.weights = weights
      self.live = live
    }
  }

  /// Makes a unit.
  package init(
    name: String, mode: SplitMode, inputs: [Input], entries: [Boundary], steps: [Step],
    reduction: Boundary?, output: ID<Value>, outputState: ShardingState, shares: [IndexRanges],
    loads: [Load]
  ) {
    self.name = name
    self.mode = mode
    self.inputs = inputs
    self.entries = entries
    self.steps = steps
    self.reduction = reduction
    self.output = output
    self.outputState = outputState
    self.shares = shares
    self.loads = loads
  }
}
