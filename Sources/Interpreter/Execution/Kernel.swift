import IR
import Operators

/// What an operation does.
enum StepAction: Sendable {
  /// Computes results from inputs.
  case compute(Kernel)
  /// Exchanges tensors with other devices; the name is that of its first result.
  case communicate(name: String, Communication)

  /// An exchange: the results for the inputs.
  typealias Communication =
    @Sendable ([Tensor], any Communicator) throws(CommunicationError) -> [Tensor]
}

/// What computes one operation, or several fused ones, with all that can be done before inputs
/// are known already done.
struct Kernel: Sendable {
  /// Gives the results for the inputs; those that were constant at preparation are the same.
  let run: @Sendable ([Tensor]) -> [Tensor]

  /// Takes a function of the inputs.
  init(_ run: @escaping @Sendable ([Tensor]) -> [Tensor]) {
    self.run = run
  }

  /// Takes the definition of an operator.
  init(
    _ definition: any OperatorDefinition.Type, _ call: OperatorCall, _ results: [TensorType]
  ) {
    self.init { definition.evaluate(call, $0, results) }
  }
}
