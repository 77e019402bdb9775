import Basic
import IR

/// One operation of a prepared program.
struct Step: Sendable {
  /// What computes it.
  let kernel: Kernel

  /// What it reads.
  let operands: [ID<Value>]

  /// What it defines.
  let results: [ID<Value>]

  /// The values that nothing reads after it.
  var dying: [ID<Value>] = []

  /// The operations one by one if the kernel computes several, for observers; otherwise empty.
  var parts: [Step] = []

  /// Computes the results and drops what dies.
  func run(in memory: inout [Tensor?], observe: ((ID<Value>, Tensor) -> Void)?) {
    if observe != nil, !parts.isEmpty {
      for part in parts { part.run(in: &memory, observe: observe) }
    } else {
      let inputs = operands.map { operand in
        guard let tensor = memory[operand.index] else {
          preconditionFailure("value \(operand.raw) is read after its last use")
        }
        return tensor
      }
      for (result, tensor) in zip(results, kernel.run(inputs)) {
        observe?(result, tensor)
        memory[result.index] = tensor
      }
    }
    for value in dying { memory[value.index] = nil }
  }
}
