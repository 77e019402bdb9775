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
    guard tensors.count == inputs.count else {
      throw .inputCount(expected: inputs.count, found: tensors.count)
    }
    var memory = memory
    for (input, tensor) in zip(inputs, tensors) {
      memory[input.value.index] = try input.accept(tensor)
    }
    for step in steps { try step.run(in: &memory, communicator, observe: observe) }
    return outputs.map { output in
      guard let tensor = memory[output.index] else {
        preconditionFailure("output \(output.raw) was never computed")
      }
      return tensor
    }
  }
}
