/// The cost of a part of a plan: of two that take equally long, the one with fewer messages, then
/// bytes, is better.
struct PathCost: Sendable, Comparable {
  /// Seconds.
  var time: Double

  /// Messages.
  var connections: Int

  /// Their bytes.
  var bytes: Int

  /// Nothing.
  static let zero = PathCost(time: 0, connections: 0, bytes: 0)

  /// More than any plan costs.
  static let infinite = PathCost(time: .infinity, connections: 0, bytes: 0)

  /// The cost of both.
  static func + (a: PathCost, b: PathCost) -> PathCost {
    PathCost(
      time: a.time + b.time, connections: a.connections + b.connections, bytes: a.bytes + b.bytes)
  }

  /// Orders by time, then messages, then bytes.
  static func < (a: PathCost, b: PathCost) -> Bool {
    (a.time, a.connections, a.bytes) < (b.time, b.connections, b.bytes)
  }
}
