import Basic
import IR

/// How one program runs on several devices: what each does of every unit, and every message.
///
/// Ids are those of the program that was split. Devices are named by rank.
package struct SplitPlan: Sendable, Equatable {
  /// The name of the network.
  package var network: String

  /// The name of the strategy, such as `iop`.
  package var strategy: String

  /// The devices that take part, by rank; rank 0 has the input and wants the output.
  package var devices: [PlannedDevice]

  /// The units in order of execution.
  ///
  /// Each operation of the program is in exactly one.
  package var units: [PlannedUnit]

  /// What brings the outputs of the network to rank 0 at the end.
  package var exits: [Boundary]

  /// What the cost model says of the whole.
  package var totals: SplitTotals

  /// Makes a plan.
  package init(
    network: String, strategy: String, devices: [PlannedDevice], units: [PlannedUnit],
    exits: [Boundary], totals: SplitTotals
  ) {
    self.network = network
    self.strategy = strategy
    self.devices = devices
    self.units = units
    self.exits = exits
    self.totals = totals
  }

  /// Every boundary, in order of execution.
  package var boundaries: [Boundary] {
    units.flatMap { $0.entries + ($0.reduction.map { [$0] } ?? []) } + exits
  }

  /// The number of directed messages.
  package var connections: Int { boundaries.reduce(0) { $0 + $1.connections } }

  /// The bytes of all messages.
  package var bytes: Bytes { boundaries.reduce(.zero) { $0 + $1.bytes } }
}

/// A device that takes part in a plan.
package struct PlannedDevice: Sendable, Equatable {
  /// The name in the environment file.
  package var name: String

  /// Which device of the environment it is, from zero.
  package var index: Int

  /// The bytes of weights that it keeps.
  package var weights: Bytes

  /// The most bytes of activations that are alive at once.
  package var live: Bytes

  /// The bytes that it has, or `nil` if the environment sets no limit.
  package var memory: Bytes?

  /// Makes a device.
  package init(name: String, index: Int, weights: Bytes, live: Bytes, memory: Bytes?) {
    self.name = name
    self.index = index
    self.weights = weights
    self.live = live
    self.memory = memory
  }

  /// Weights and activations.
  package var peak: Bytes { weights + live }
}

/// What the cost model says of a plan.
package struct SplitTotals: Sendable, Equatable {
  /// The time of computing: for each unit that of the slowest rank, added up.
  package var compute: Nanoseconds

  /// The time of all messages.
  package var communication: Nanoseconds

  /// Whether no plan of the same cost model is faster within the memory of the devices.
  package var isOptimal: Bool

  /// Makes totals.
  package init(compute: Nanoseconds, communication: Nanoseconds, isOptimal: Bool) {
    self.compute = compute
    self.communication = communication
    self.isOptimal = isOptimal
  }

  /// The time from input to output.
  package var latency: Nanoseconds { compute + communication }
}
