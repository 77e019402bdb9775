import Basic
import IR
import Operators

/// One operation of a prepared program.
struct Step: Sendable {
  /// What it does.
  let action: StepAction

  /// What it reads.
  let operands: [ID<Value>]

  /// What it defines.
  let results: [ID<Value>]

  /// The values that nothing reads after it.
  var dying: [ID<Value>] = []

  /// The operations one by one if the kernel computes several, for observers; otherwise empty.
  var parts: [Step] = []

  /// Computes the results and drops what dies.
  func run(
    in memory: inout [Tensor?], _ communicator: (any Communicator)?,
    observe: ((ID<Value>, Tensor) -> Void)?
  ) throws(ExecutionError) {
    if observe != nil, !parts.isEmpty {
      for part in parts { try part.run(in: &memory, communicator, observe: observe) }
    } else {
      let inputs = operands.map { operand in
        guard let tensor = memory[operand.index] else {
          preconditionFailure("value \(operand.raw) is read after its last use")
        }
        return tensor
      }
      for (result, tensor) in zip(results, try outputs(inputs, communicator)) {
        observe?(result, tensor)
        memory[result.index] = tensor
      }
    }
    for value in dying { memory[value.index] = nil }
  }

  private func outputs(
    _ inputs: [Tensor], _ communicator: (any Communicator)?
  ) throws(ExecutionError) -> [Tensor] {
    switch action {
    case .compute(let kernel): return kernel.run(inputs)
    case .communicate(let name, let communicate):
      guard let communicator else { throw .noCommunicator(name: name) }
      do throws(CommunicationError) {
        return try communicate(inputs, communicator)
      } catch {
        throw .communication(name: name, error)
      }
    }
  }
}
