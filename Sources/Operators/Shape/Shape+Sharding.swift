import IR

/// How the axes of a tensor go over into those of another shape with the elements in one order.
enum ReshapedAxes {
  /// The ways to divide a change of shape: of each group of axes that becomes another group with as
  /// many elements, one axis that stays, is merged with others, or is the outermost of its parts.
  static func sharding(from source: [Int], to target: [Int]) -> OperatorSharding {
    var ways: [SplitDimension] = []
    for (from, to) in groups(source, target) {
      let (olds, news) = (from.filter { source[$0] > 1 }, to.filter { target[$0] > 1 })
      if olds.count == 1, let axis = olds.first, let first = news.first {
        let block = news.dropFirst().reduce(1) { $0 * target[$1] }
        ways.append(
          SplitDimension(.elementwise, [.init(axis, block: block)], to: .init(first)))
      } else if news.count == 1, let axis = news.first {
        for (position, old) in olds.enumerated() {
          let outer = olds[..<position].reduce(1) { $0 * source[$1] }
          let inner = olds[(position + 1)...].reduce(1) { $0 * source[$1] }
          let isOutermost = outer == 1
          ways.append(
            SplitDimension(
              isOutermost ? .elementwise : .interleaved(outer: outer, inner: inner),
              [.init(old)], to: .init(axis, block: isOutermost ? inner : 1)))
        }
      }
    }
    return OperatorSharding(ways, .scaling, follows: true, movesAxes: true)
  }

  /// The smallest groups of neighbouring axes that have as many elements before as after.
  private static func groups(_ source: [Int], _ target: [Int]) -> [([Int], [Int])] {
    var groups: [([Int], [Int])] = []
    var (i, j) = (0, 0)
    while i < source.count, j < target.count {
      var (from, to) = ([i], [j])
      var (a, b) = (source[i], target[j])
      while a != b {
        if a < b {
          guard i + 1 < source.count else { return groups }
          i += 1
          a *= source[i]
          from.append(i)
        } else {
          guard j + 1 < target.count else { return groups }
          j += 1
          b *= target[j]
          to.append(j)
        }
      }
      (i, j) = (i + 1, j + 1)
      // Axes of size one go with the group before.
      while i < source.count, source[i] == 1, j == target.count || target[j] != 1 {
        from.append(i)
        i += 1
      }
      groups.append((from, to))
    }
    return groups
  }
}

extension Flatten: ShardableOperator {
  /// By every axis, which keeps its place or is merged.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    ReshapedAxes.sharding(from: call.operands[0].shape, to: results[0].shape)
  }
}

extension Reshape: ShardableOperator {
  /// By every axis that stays, is merged with others, or is the outermost of its parts.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    ReshapedAxes.sharding(from: call.operands[0].shape, to: results[0].shape)
  }

  /// A part has a shape of its own.
  package static func attributes(of part: CallPart) -> AttributeList { part.shapedAttributes }
}

extension Transpose: ShardableOperator {
  /// By every axis.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    let ways = call.attributes.integers("permutation").enumerated().map { result, axis in
      SplitDimension(along: [axis], to: result)
    }
    return OperatorSharding(ways, .scaling, follows: true, movesAxes: true)
  }
}

extension Concat: ShardableOperator {
  /// By every axis; along that of the joint, each device joins what it has.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    let (given, rank) = (call.attributes.integer("axis"), results[0].rank)
    let joint = given < 0 ? given + rank : given
    return OperatorSharding(
      (0..<rank).map { axis in
        let axes = call.operands.map { _ in SplitDimension.Axis(axis) as SplitDimension.Axis? }
        return SplitDimension(
          axis == joint ? .concatenation : .elementwise, axes, to: .init(axis))
      })
  }
}

extension Pad: ShardableOperator {
  /// By every axis that is not padded.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    let ends = (call.operands[0].shape, results[0].shape)
    return .axes(call, except: ends.0.indices.filter { ends.0[$0] != ends.1[$0] })
  }
}

extension SliceOperator: ShardableOperator {
  /// By every axis of which everything is kept, in order.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    let steps = call.attributes.integers("steps")
    let (before, after) = (call.operands[0].shape, results[0].shape)
    return .axes(
      call, except: before.indices.filter { before[$0] != after[$0] || steps[$0] != 1 })
  }

  /// A part keeps everything of the axes that are divided.
  package static func attributes(of part: CallPart) -> AttributeList {
    var attributes = part.call.attributes
    var (starts, ends) = (attributes.integers("starts"), attributes.integers("ends"))
    for (axis, size) in part.result.shape.enumerated() where size != part.wholeShape[axis] {
      (starts[axis], ends[axis]) = (0, size)
    }
    attributes["starts"] = .integers(starts)
    attributes["ends"] = .integers(ends)
    return attributes
  }
}

extension Resize: ShardableOperator {
  /// By every axis whose size stays.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    let (before, after) = (call.operands[0].shape, results[0].shape)
    return .axes(call, except: before.indices.filter { before[$0] != after[$0] })
  }

  /// A part has a shape of its own.
  package static func attributes(of part: CallPart) -> AttributeList { part.shapedAttributes }
}
