import IR

extension Dense: ShardableOperator {
  /// By units, by the terms of a row as a sum, and by rows.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    let last = call.operands[0].rank - 1
    let bias = call.operands.count > 2
    let terms: [SplitDimension.Axis?] = [.init(last), .init(1)] + (bias ? [nil] : [])
    let rows = (0..<last).map { axis in
      SplitDimension(along: [axis, nil] + (bias ? [nil] : []), to: axis)
    }
    return OperatorSharding(
      [
        SplitDimension(along: [nil, 0] + (bias ? [0] : []), to: last),
        SplitDimension(.contraction, terms, to: nil),
      ] + rows)
  }
}

extension MatMul: ShardableOperator {
  /// By every leading axis, by rows of the left and by columns of the right matrix.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    let (a, b, y) = (call.operands[0], call.operands[1], results[0])
    let leading = (0..<y.rank - 2).map { axis in
      let operands = [a, b].map { operand -> Int? in
        let own = axis - (y.rank - operand.rank)
        return own >= 0 && operand.shape[own] == y.shape[axis] ? own : nil
      }
      return SplitDimension(along: operands, to: axis)
    }
    let terms: [SplitDimension.Axis?] = [.init(a.rank - 1), .init(b.rank - 2)]
    return OperatorSharding(
      leading + [
        SplitDimension(along: [nil, b.rank - 1], to: y.rank - 1),
        SplitDimension(along: [a.rank - 2, nil], to: y.rank - 2),
        SplitDimension(.contraction, terms, to: nil),
      ])
  }
}
