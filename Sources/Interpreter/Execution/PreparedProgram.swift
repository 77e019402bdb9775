import Basic
import IR
import Operators

/// A program ready for many runs.
package struct PreparedProgram: Sendable {
  /// A declared input.
  struct Input: Sendable {
    let value: ID<Value>
    let name: String
    let type: TensorType

    /// `tensor` under the declared type, if it fits.
    func accept(_ tensor: Tensor) throws(ExecutionError) -> Tensor {
      let found = tensor.type
      let fits = found.element == type.element && found.shape == type.shape
      guard fits, found.quantization == nil || found.quantization == type.quantization else {
        throw .inputType(name: name, expected: type, found: found)
      }
      return found == type ? tensor : tensor.retyped(type)
    }
  }

  let inputs: [Input]
  let outputs: [ID<Value>]
  let steps: [Step]

  /// The values before a run: constants only.
  let memory: [Tensor?]

  /// Runs the program once.
  ///
  /// - Parameters:
  ///   - tensors: the inputs in order; one without quantization may stand for a quantized input.
  ///   - communicator: what reaches the other devices if the program is one of several.
  ///   - observe: called with every result of every operation, in order.
  /// - Returns: the outputs in order.
  package func run(
    _ tensors: [Tensor], communicator: (any Communicator)? = nil,
    observe: ((ID<Value>, Tensor) -> Void)? = nil
  ) throws(ExecutionError) -> [Tensor] {
    var memory = try memory(with: tensors)
    for step in steps { try step.run(in: &memory, communicator, observe: observe) }
    return outputs(in: memory)
  }

  /// The time of one step: of the operations that one kernel computes.
  package struct StepTime: Sendable {
    /// What the operations define, the last result of the step included.
    package let results: [ID<Value>]

    /// How long they took.
    package let time: Duration
  }

  /// Runs the program once and measures each step, with the kernels of a run without observers.
  package func timedRun(
    _ tensors: [Tensor]
  ) throws(ExecutionError) -> (outputs: [Tensor], times: [StepTime]) {
    var memory = try memory(with: tensors)
    var times: [StepTime] = []
    times.reserveCapacity(steps.count)
    let clock = ContinuousClock()
    for step in steps {
      let start = clock.now
      try step.run(in: &memory, nil, observe: nil)
      let time = clock.now - start
      times.append(
        StepTime(
          results: step.parts.isEmpty ? step.results : step.parts.flatMap(\.results), time: time))
    }
    return (outputs(in: memory), times)
  }

  /// The memory before a run with its inputs.
  private func memory(with tensors: [Tensor]) throws(ExecutionError) -> [Tensor?] {
    guard tensors.count == inputs.count else {
      throw .inputCount(expected: inputs.count, found: tensors.count)
    }
    var memory = memory
    for (input, tensor) in zip(inputs, tensors) {
      memory[input.value.index] = try input.accept(tensor)
    }
    return memory
  }

  private func outputs(in memory: [Tensor?]) -> [Tensor] {
    outputs.map { output in
      guard let tensor = memory[output.index] else {
        preconditionFailure("output \(output.raw) was never computed")
      }
      return tensor
    }
  }
}
