import IR

extension ReductionRules {
  /// By every axis that is kept.
  static func sharding(
    _ call: OperatorCall, _ result: TensorType, _ linearity: OperatorSharding.Linearity = .none
  ) -> OperatorSharding {
    let x = call.operands[0]
    let reduced = call.attributes.integers("axes").compactMap(x.resolvedAxis)
    let keeps = call.attributes.boolean("keep_dimensions")
    let kept = x.shape.indices.filter { !reduced.contains($0) }
    return OperatorSharding(
      kept.enumerated().map { position, axis in
        SplitDimension(along: [axis], to: keeps ? axis : position)
      }, linearity)
  }
}

extension ReduceMean: ShardableOperator {
  /// By every axis that is kept; without rounding it distributes over sums.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    ReductionRules.sharding(call, results[0], results[0].isFloat ? .scaling : .none)
  }
}

extension ReduceSum: ShardableOperator {
  /// By every axis that is kept; it distributes over sums.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding { ReductionRules.sharding(call, results[0], .scaling) }
}

extension ReduceMaximum: ShardableOperator {
  /// By every axis that is kept.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding { ReductionRules.sharding(call, results[0]) }
}

extension ReduceMinimum: ShardableOperator {
  /// By every axis that is kept.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding { ReductionRules.sharding(call, results[0]) }
}
