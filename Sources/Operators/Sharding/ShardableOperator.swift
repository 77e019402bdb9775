import IR

/// An operator that can be divided among devices.
///
/// One that does not conform runs on one device, or on each device whole.
package protocol ShardableOperator: OperatorDefinition {
  /// The ways to divide a call.
  static func sharding(_ call: OperatorCall, _ results: [TensorType]) -> OperatorSharding
}

extension OperatorDefinition {
  /// The ways to divide a call; none unless the operator declares them.
  package static func ways(_ call: OperatorCall, _ results: [TensorType]) -> OperatorSharding {
    (self as? any ShardableOperator.Type)?.sharding(call, results) ?? OperatorSharding([])
  }
}

extension OperatorSharding {
  /// Every axis of the first operand on its own, except some; other operands are needed whole.
  static func axes(
    _ call: OperatorCall, except mixed: [Int] = [], _ linearity: Linearity = .none,
    follows: Bool = true
  ) -> OperatorSharding {
    let others = [Int?](repeating: nil, count: call.operands.count - 1)
    return OperatorSharding(
      call.operands[0].shape.indices.filter { !mixed.contains($0) }.map {
        SplitDimension(along: [$0] + others, to: $0)
      }, linearity, follows: follows)
  }

  /// Every axis of the result, with operands that broadcast: aligned at the right, size 1 repeats.
  static func broadcasting(
    _ call: OperatorCall, _ result: TensorType, _ linearity: Linearity = .none
  ) -> OperatorSharding {
    let ways = result.shape.indices.map { axis in
      let operands = call.operands.map { operand -> Int? in
        let own = axis - (result.rank - operand.rank)
        return own >= 0 && operand.shape[own] == result.shape[axis] ? own : nil
      }
      return SplitDimension(along: operands, to: axis)
    }
    return OperatorSharding(
      ways.filter { way in way.operands.contains { $0 != nil } }, linearity, follows: true)
  }
}
