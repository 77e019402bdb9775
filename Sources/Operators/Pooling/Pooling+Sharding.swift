import IR

extension PoolingRules {
  /// By images, by channels and by rows.
  static func sharding(_ call: OperatorCall, _ linearity: OperatorSharding.Linearity)
    -> OperatorSharding
  {
    OperatorSharding(
      [
        SplitDimension(along: [0], to: 0),
        SplitDimension(along: [1], to: 1),
        SplitDimension(.window(geometry(call).rows), [.init(2)], to: .init(2)),
      ], linearity, follows: true)
  }
}

extension MaxPool2D: ShardableOperator {
  /// By images, by channels and by rows.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding { PoolingRules.sharding(call, .none) }

  /// A part has the padding of its rows.
  package static func attributes(of part: CallPart) -> AttributeList {
    part.paddedAttributes(PoolingRules.geometry(part.call).rows)
  }
}

extension AveragePool2D: ShardableOperator {
  /// By images, by channels and by rows; without rounding it distributes over sums.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding { PoolingRules.sharding(call, results[0].isFloat ? .scaling : .none) }

  /// A part has the padding of its rows.
  package static func attributes(of part: CallPart) -> AttributeList {
    part.paddedAttributes(PoolingRules.geometry(part.call).rows)
  }
}

extension GlobalAveragePool: ShardableOperator {
  /// By images and by channels; without rounding it distributes over sums.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    .axes(call, except: [2, 3], results[0].isFloat ? .scaling : .none, follows: false)
  }
}
