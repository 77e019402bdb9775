import IR
import Operators

extension ShardingState {
  /// What a rank has of a tensor of `shape`, or `nil` if it has nothing.
  ///
  /// A term of a sum is of full size; which ranks have one is not part of the state.
  func region(of shape: [Int], on rank: Int) -> Region? {
    switch self {
    case .solo: return rank == 0 ? Region(all: shape) : nil
    case .replicated, .partial: return Region(all: shape)
    case .channels(let axis, let indices), .rows(let axis, let indices):
      let region = Region(of: shape, axis: axis, indices[rank])
      return region.isEmpty ? nil : region
    }
  }

  /// The attributes of the parts of a tensor that ranks have, under the names given.
  func parts(
    axis axisName: String = "axis", owners: String = "owners", starts: String = "starts",
    ends: String = "ends"
  ) -> [Attribute] {
    guard let shards else { preconditionFailure("\(self) has no parts") }
    let parts = shards.indices.enumerated().flatMap { rank, indices in
      indices.ranges.map { (rank, $0) }
    }
    return [
      Attribute(axisName, .integer(shards.axis)),
      Attribute(owners, .integers(parts.map(\.0))),
      Attribute(starts, .integers(parts.map(\.1.lowerBound))),
      Attribute(ends, .integers(parts.map(\.1.upperBound))),
    ]
  }
}
