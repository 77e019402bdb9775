import IR

extension Add: ShardableOperator {
  /// By every axis; a sum of terms of sums is a term of the sum.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding { .broadcasting(call, results[0], .addition) }
}

extension Subtract: ShardableOperator {
  /// By every axis.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding { .broadcasting(call, results[0]) }
}

extension Multiply: ShardableOperator {
  /// By every axis; a product of floats distributes over the terms of its first operand.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding {
    .broadcasting(call, results[0], results[0].isFloat ? .scaling : .none)
  }
}

extension ElementwiseBinary {
  /// By every axis.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding { .broadcasting(call, results[0]) }
}

extension Select: ShardableOperator {
  /// By every axis.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding { .broadcasting(call, results[0]) }
}

/// An operator that maps each element of its first operand on its own.
package protocol ElementMap: ShardableOperator {}

extension ElementMap {
  /// By every axis.
  package static func sharding(
    _ call: OperatorCall, _ results: [TensorType]
  ) -> OperatorSharding { .axes(call) }
}

extension CastOperator: ElementMap {}
extension LogicalNot: ElementMap {}
extension BitwiseNot: ElementMap {}
extension Relu: ElementMap {}
extension Clip: ElementMap {}
extension Quantize: ElementMap {}
extension Dequantize: ElementMap {}
extension Requantize: ElementMap {}
extension Lookup: ElementMap {}
