import IR

/// What computes one operation, or several fused ones, with all that can be done before inputs
/// are known already done.
package protocol Kernel: Sendable {
  /// The results for `inputs`, of which those that were constant at preparation are the same.
  func run(_ inputs: [Tensor]) -> [Tensor]
}

/// The definition of an operator as a kernel.
struct DefinitionKernel: Kernel {
  let definition: any OperatorDefinition.Type
  let call: OperatorCall
  let results: [TensorType]

  func run(_ inputs: [Tensor]) -> [Tensor] {
    definition.evaluate(call, inputs, results)
  }
}
