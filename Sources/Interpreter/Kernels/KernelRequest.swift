import IR

/// The call that a fast kernel is wanted for, with what is known before inputs are.
struct KernelRequest: Sendable {
  let call: OperatorCall
  let results: [TensorType]

  /// For each operand its elements if it is a constant, or `nil`.
  let constants: [Tensor?]

  /// The largest number of threads to use.
  let threads: Int

  /// The only result.
  var result: TensorType { results[0] }

  /// The zero point of an operand that is quantized per tensor; 0 if it is not quantized.
  func zeroPoint(_ operand: Int) -> Int32 {
    call.operands[operand].quantization?.zeroPoint(at: 0) ?? 0
  }

  /// What is applied to the result before it is stored.
  var activation: Activation { call.attributes.activation("activation") }

  /// What `make` makes of an operand: at once if it is constant, otherwise for each run.
  func prepared<Form: Sendable>(
    _ operand: Int, _ make: @escaping @Sendable (Tensor) -> Form
  ) -> @Sendable (Tensor) -> Form {
    guard let constant = constants[operand] else { return make }
    let form = make(constant)
    return { _ in form }
  }
}
