import IR

extension BatchNorm: ShardableOperator {
  /// By every axis; along the channels the parameters are split too.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    OperatorSharding(
      call.operands[0].shape.indices.map { axis in
        let parameters = [Int?](repeating: axis == 1 ? 0 : nil, count: 4)
        return SplitDimension(along: [axis] + parameters, to: axis)
      }, follows: true)
  }
}

extension LayerNorm: ShardableOperator {
  /// By every axis that is not normalized over.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    let (x, axis) = (call.operands[0], call.attributes.integer("axis"))
    return .axes(call, except: Array((axis < 0 ? axis + x.rank : axis)..<x.rank), follows: false)
  }
}

extension LocalResponseNorm: ShardableOperator {
  /// By every axis but the channels.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding { .axes(call, except: [1]) }
}

extension Softmax: ShardableOperator {
  /// By every axis but that which sums to one.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    let axis = call.attributes.integer("axis")
    return .axes(call, except: [axis < 0 ? axis + call.operands[0].rank : axis])
  }
}

extension FixedPointSoftmax: ShardableOperator {
  /// By every axis but that which sums to one.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    let axis = call.attributes.integer("axis")
    return .axes(call, except: [axis < 0 ? axis + call.operands[0].rank : axis])
  }
}
