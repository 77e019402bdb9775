/// The states that one tensor can be in, by index.
package struct FormTable: Sendable {
  /// The index of the state on rank 0 alone.
  package static let solo = 0

  /// The index of the state on every rank.
  package static let replicated = 1

  /// The index of the state of terms of a sum.
  package static let partial = 2

  /// The states.
  package private(set) var states: [ShardingState] = [.solo, .replicated, .partial]

  /// The indices of those that the producer leaves it in or that are usual splits of it: readers
  /// choose among them, and messages start from them.
  package private(set) var origins: [Int] = [solo, replicated]

  /// Whether there are as many states as a set of them can tell apart; no more are added then.
  package var isFull: Bool { states.count >= 60 }

  /// The index of a state, which is added if it is new.
  package mutating func index(of state: ShardingState) -> Int {
    if let known = states.firstIndex(of: state) { return known }
    states.append(state)
    return states.count - 1
  }

  /// The index of a state that readers may choose.
  package mutating func origin(_ state: ShardingState) -> Int {
    let index = index(of: state)
    if !origins.contains(index) { origins.append(index) }
    return index
  }
}
