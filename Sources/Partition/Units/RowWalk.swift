import IR
import Operators

/// The rows that each rank computes of every operation of a unit, walked backward from what the unit
/// gives, so that a pooling window finds all rows that it reads on its own rank.
struct RowWalk {
  /// The states of the results of the operations that have rows: overlapping where windows do.
  let states: [ShardingState]

  /// The way that divides the first operation.
  let way: SplitDimension

  /// The rows of the first operation, by rank.
  let first: [IndexRanges]

  /// The rows that each rank gives of the last operation that has rows; none stands twice.
  let shares: [IndexRanges]

  /// Walks a unit, or gives `nil` if it cannot be divided by rows.
  init?(_ unit: Unit, _ problem: SplitProblem) {
    guard var axis = problem.graph.axes.rowAxis(unit.coreResult),
      let way = unit.core.sharding.dimensions.first(where: { way in
        way.result?.axis == axis && way.relation != .concatenation
          && zip(way.operands, unit.inputOfOperand).contains { $0 != nil && $1 != nil }
      })
    else { return nil }
    var axes = [axis]
    var ways = [way]
    for operation in unit.tail {
      guard let operand = operation.isConstant.firstIndex(of: false),
        let next = operation.sharding.dimensions.first(where: {
          $0.operands[operand]?.axis == axis
        }), let result = next.result, next.keepsPositions
      else { break }
      axis = result.axis
      axes.append(axis)
      ways.append(next)
    }
    let last = ways.count - 1
    let extent = unit.operations[last].results[0].shape[axis]
    guard extent > 1 else { return nil }
    var rows = [Shares.indices(extent, by: problem.weights)]
    for index in stride(from: last, to: 0, by: -1) {
      let operand = unit.operations[index].isConstant.firstIndex(of: false) ?? 0
      let before = rows[0].compactMap {
        ShardMapping.backward($0, through: ways[index], operand: operand)
      }
      guard before.count == problem.ranks else { return nil }
      rows.insert(before, at: 0)
    }
    self.way = way
    first = rows[0]
    shares = rows[last]
    states = zip(axes, rows).map { .rows(axis: $0, $1) }
  }
}

extension SplitDimension {
  /// Whether rows of the result lie where those of the operand do, or where their windows are.
  fileprivate var keepsPositions: Bool {
    switch relation {
    case .elementwise: operands.allSatisfy { $0?.block ?? 1 == 1 } && result?.block == 1
    case .window: true
    case .interleaved, .contraction, .concatenation: false
    }
  }
}
