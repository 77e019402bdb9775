import Operators

/// How shards go through an operation along one of its ways to be divided.
enum ShardMapping {
  /// The indices of the result that follow from those of one operand, or `nil` if they cut a block.
  ///
  /// - Parameter extent: the size of the operand's axis.
  static func forward(
    _ indices: IndexRanges, through way: SplitDimension, operand: Int, extent: Int
  ) -> IndexRanges? {
    guard let source = way.operands[operand], let result = way.result else { return nil }
    switch way.relation {
    case .elementwise: return scaled(indices, from: source.block, to: result.block)
    case .interleaved(let outer, let inner):
      return interleaved(indices, outer: outer, inner: inner, extent: extent)
    case .window, .contraction, .concatenation: return nil
    }
  }

  /// The indices of one operand that indices of the result need, or `nil` if they cut a block.
  static func backward(
    _ indices: IndexRanges, through way: SplitDimension, operand: Int
  ) -> IndexRanges? {
    guard let source = way.operands[operand], let result = way.result else { return nil }
    switch way.relation {
    case .elementwise: return scaled(indices, from: result.block, to: source.block)
    case .window(let window): return rows(of: window, for: indices)
    case .interleaved, .contraction, .concatenation: return nil
    }
  }

  /// The rows of the input that windows reach: `[max(0, lo·s − p), min(H, (hi − 1)·s − p + k))`.
  static func rows(of window: WindowAxis, for output: IndexRanges) -> IndexRanges {
    IndexRanges(
      output.ranges.map { range in
        let lower = min(max(0, window.start(range.lowerBound)), window.input)
        let upper = min(window.input, window.start(range.upperBound - 1) + window.extent)
        return lower..<max(lower, upper)
      })
  }

  /// Indices of an axis of size `extent` that is flattened between `outer` and `inner` elements.
  static func interleaved(
    _ indices: IndexRanges, outer: Int, inner: Int, extent: Int
  ) -> IndexRanges {
    IndexRanges(
      (0..<outer).flatMap { block in
        indices.ranges.map {
          (block * extent + $0.lowerBound) * inner..<(block * extent + $0.upperBound) * inner
        }
      })
  }

  /// Indices of blocks of `source` as those of blocks of `target`, or `nil` if they cut a block.
  static func scaled(
    _ indices: IndexRanges, from source: Int, to target: Int
  ) -> IndexRanges? {
    if source == target { return indices }
    var ranges: [Range<Int>] = []
    for range in indices.ranges {
      guard range.lowerBound % source == 0, range.upperBound % source == 0 else { return nil }
      ranges.append(range.lowerBound / source * target..<range.upperBound / source * target)
    }
    return IndexRanges(ranges)
  }
}
