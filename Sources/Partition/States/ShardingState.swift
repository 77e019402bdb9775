import Operators

/// How the elements of one tensor lie on the devices of a plan.
///
/// Devices are named by rank, `0..<m`, in the order of the plan; rank 0 has the input of the network
/// and wants its output. PyTorch's DTensor calls the last four Replicate, Shard, Shard and Partial.
package enum ShardingState: Sendable, Hashable {
  /// Only rank 0 has it.
  case solo
  /// Every rank has all of it.
  case replicated
  /// Rank `i` has the indices `i` of the list along the axis of the channels, which are those of no
  /// other rank; together they are all.
  case channels(axis: Int, [IndexRanges])
  /// Rank `i` has the indices `i` of the list along the axis of the rows. What an operation gives
  /// is disjoint; what it reads may overlap, by the rows that neighbouring windows share.
  case rows(axis: Int, [IndexRanges])
  /// Rank `i` has a tensor of full size; the true value is the sum of all.
  case partial

  /// The split axis with the indices of each rank, or `nil` for tensors of full size.
  package var shards: (axis: Int, indices: [IndexRanges])? {
    switch self {
    case .channels(let axis, let indices), .rows(let axis, let indices): (axis, indices)
    case .solo, .replicated, .partial: nil
    }
  }

  /// The number of elements that rank `rank` holds of a tensor of a given shape.
  package func elements(of shape: [Int], on rank: Int) -> Int {
    let all = shape.reduce(1, *)
    switch self {
    case .solo: return rank == 0 ? all : 0
    case .replicated, .partial: return all
    case .channels(let axis, let indices), .rows(let axis, let indices):
      return all / shape[axis] * indices[rank].count
    }
  }

  /// The letter of the literature: D, R, C, H or P.
  package var letter: String {
    switch self {
    case .solo: "D"
    case .replicated: "R"
    case .channels: "C"
    case .rows: "H"
    case .partial: "P"
    }
  }
}

extension ShardingState: CustomStringConvertible {
  /// The state as plans print it, such as `channels axis 1 [0..<3, 3..<6]`.
  package var description: String {
    func text(_ indices: [IndexRanges]) -> String {
      "[\(indices.map(\.description).joined(separator: ", "))]"
    }
    switch self {
    case .solo: return "solo"
    case .replicated: return "replicated"
    case .channels(let axis, let indices): return "channels axis \(axis) \(text(indices))"
    case .rows(let axis, let indices): return "rows axis \(axis) \(text(indices))"
    case .partial: return "partial"
    }
  }
}
