import Basic
import IR
import Operators

/// A tensor as messages see it.
package struct WireTensor: Sendable, Equatable {
  /// The shape.
  package var shape: [Int]

  /// The bytes of an element: of a term of a sum those of the sum, which is four for integers.
  package var elementBytes: Int

  /// Describes a tensor.
  package init(shape: [Int], elementBytes: Int) {
    self.shape = shape
    self.elementBytes = elementBytes
  }

  /// The number of elements.
  package var elementCount: Int { shape.reduce(1, *) }

  /// The number of elements of a region.
  package func elements(in region: [AxisIndices]) -> Int {
    region.reduce(elementCount) { $0 / shape[$1.axis] * $1.indices.count }
  }
}

extension Collective {
  /// The one round that takes a tensor from one state to another, with every message, or `nil` if
  /// it takes more than one or cannot be.
  ///
  /// What every rank has already costs nothing: the round has no messages then.
  package static func round(
    of tensor: WireTensor, from source: ShardingState, to target: ShardingState, ranks: Int
  ) -> Collective? {
    guard let kind = kind(from: source, to: target) else { return nil }
    var messages: [Message] = []
    for sender in 0..<ranks {
      for receiver in 0..<ranks where receiver != sender {
        guard let region = region(source, target, from: sender, to: receiver) else { continue }
        let elements = tensor.elements(in: region)
        guard elements > 0 else { continue }
        messages.append(
          Message(
            from: sender, to: receiver, region: region, elements: elements,
            bytes: Bytes(elements * tensor.elementBytes)))
      }
    }
    return Collective(kind, from: source, to: target, messages: messages)
  }

  /// What kind of round leads from one state to another.
  private static func kind(from source: ShardingState, to target: ShardingState) -> Kind? {
    switch (source, target) {
    case (.solo, .replicated): .broadcast
    case (.solo, .channels), (.solo, .rows): .scatter
    case (.channels, .solo), (.rows, .solo): .gather
    case (.channels, .replicated), (.rows, .replicated): .allGather
    case (.partial, .solo): .reduce
    case (.partial, .replicated): .allReduce
    case (.partial, .channels), (.partial, .rows): .reduceScatter
    case (.rows(let a, _), .rows(let b, _)) where a == b: .haloExchange
    case (.channels, .channels), (.channels, .rows), (.rows, .channels), (.rows, .rows): .allToAll
    case (.replicated, _), (.solo, .solo), (_, .partial): nil
    }
  }

  /// What one rank sends to another, or `nil` for nothing.
  private static func region(
    _ source: ShardingState, _ target: ShardingState, from sender: Int, to receiver: Int
  ) -> [AxisIndices]? {
    let (have, want) = (source.shards, target.shards)
    switch (source, target) {
    case (.solo, _) where sender != 0: return nil
    case (_, .solo) where receiver != 0: return nil
    default: break
    }
    guard let have else {
      return want.map { [AxisIndices($0.axis, $0.indices[receiver])] } ?? []
    }
    let own = AxisIndices(have.axis, have.indices[sender])
    guard let want else { return [own] }
    guard want.axis == have.axis else {
      return [own, AxisIndices(want.axis, want.indices[receiver])]
    }
    let missing = want.indices[receiver].subtracting(have.indices[receiver])
    return [AxisIndices(have.axis, missing.intersection(have.indices[sender]))]
  }
}

extension ShardingState {
  /// Whether a rank that has this state of a tensor has the other without a message.
  package func covers(_ other: ShardingState) -> Bool {
    if self == other { return true }
    switch (self, other) {
    case (.replicated, .solo), (.replicated, .channels), (.replicated, .rows): return true
    default: break
    }
    guard let have = shards, let want = other.shards, have.axis == want.axis else { return false }
    return zip(have.indices, want.indices).allSatisfy { $0.isSuperset(of: $1) }
  }

  /// Whether no two ranks have the same index, so that it is clear who sends it.
  package var isDisjoint: Bool {
    guard let indices = shards?.indices else { return true }
    return indices.reduce(0) { $0 + $1.count }
      == indices.reduce(IndexRanges([])) { $0.union($1) }.count
  }
}
