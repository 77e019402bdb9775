import IR
import Operators

/// What a part of the result of an operation needs of its operands.
struct OperandRegions {
  /// The operation, whole.
  let call: OperatorCall

  /// The type of its result.
  let result: TensorType

  /// The way in which it is divided.
  let way: SplitDimension

  /// The region of each operand that indices of the result need, `nil` for one that has no part in
  /// them, or `nil` if the indices cut what must stay together.
  func regions(for indices: IndexRanges) -> [Region?]? {
    var offset = 0
    var regions: [Region?] = []
    for (operand, axis) in zip(call.operands, way.operands) {
      guard let axis else {
        regions.append(Region(all: operand.shape))
        continue
      }
      let extent = operand.shape[axis.axis]
      guard let needed = needed(indices, axis, extent: extent, offset: offset) else { return nil }
      if way.relation == .concatenation { offset += extent }
      let region = Region(of: operand.shape, axis: axis.axis, needed)
      regions.append(region.isEmpty ? nil : region)
    }
    return regions
  }

  private func needed(
    _ indices: IndexRanges, _ axis: SplitDimension.Axis, extent: Int, offset: Int
  ) -> IndexRanges? {
    guard let target = way.result else { return nil }
    switch way.relation {
    case .elementwise:
      return ShardMapping.scaled(indices, from: target.block, to: axis.block)
    case .window(let window): return ShardMapping.rows(of: window, for: indices)
    case .interleaved(let outer, let inner):
      let first = IndexRanges(0..<extent * inner).intersection(indices)
      guard let own = ShardMapping.scaled(first, from: inner, to: 1) else { return nil }
      let all = ShardMapping.interleaved(own, outer: outer, inner: inner, extent: extent)
      return all == indices ? own : nil
    case .concatenation:
      let own = IndexRanges(offset..<offset + extent).intersection(indices)
      return IndexRanges(
        own.ranges.map { $0.lowerBound - offset..<$0.upperBound - offset })
    case .contraction: return nil
    }
  }
}
