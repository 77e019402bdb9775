import Basic
import IR
import Interpreter
import Operators

/// A layer as a device computes it, from what its plan says alone.
package protocol DeviceLayer: Sendable {
  /// The result, of a type that the program states, for the first operand.
  func run(_ x: Tensor, _ type: TensorType, threads: Int) -> Tensor
}

/// Replays a program operation by operation: layers of a device by what the plan says of them, all else
/// by the kernels of the interpreter.
package struct ProgramReplay: PlanSimulator {
  private enum Step: Sendable {
    case device(any DeviceLayer)
    /// The operation alone as a program, and those operands that are its inputs.
    case kernels(PreparedProgram, inputs: [ID<Value>])
  }

  private let program: Program
  private let threads: Int
  private let steps: [Step]

  /// The values that nothing reads after each step.
  private let dying: [[ID<Value>]]

  /// Prepares every operation that is not a layer of the device.
  ///
  /// - Parameters:
  ///   - layers: one for each operation, in order; `nil` for what the device does not compute.
  ///   - threads: the largest number of threads; results do not depend on it.
  package init(
    _ program: Program, layers: [(any DeviceLayer)?], threads: Int
  ) throws(ExecutionError) {
    precondition(layers.count == program.graph.order.count)
    self.program = program
    self.threads = threads
    var steps: [Step] = []
    for (id, layer) in zip(program.graph.order, layers) {
      if let layer {
        steps.append(.device(layer))
      } else {
        let (alone, inputs) = program.alone(id)
        let interpreter = Interpreter(catalog: .standard, threads: threads)
        steps.append(.kernels(try interpreter.prepare(alone), inputs: inputs))
      }
    }
    self.steps = steps
    dying = program.graph.dyingValues()
  }

  /// Runs the network once.
  package func run(
    _ inputs: [Tensor], observe: ((ID<Value>, Tensor) -> Void)?
  ) throws(ExecutionError) -> [Tensor] {
    let graph = program.graph
    guard inputs.count == graph.inputs.count else {
      throw .inputCount(expected: graph.inputs.count, found: inputs.count)
    }
    var memory = [Tensor?](repeating: nil, count: graph.values.count)
    for (id, tensor) in zip(graph.inputs, inputs) {
      let (type, found) = (graph[id].type, tensor.type)
      guard found.element == type.element, found.shape == type.shape,
        found.quantization == nil || found.quantization == type.quantization
      else { throw .inputType(name: graph[id].name, expected: type, found: found) }
      memory[id.index] = tensor.retyped(type)
    }
    func value(_ id: ID<Value>) -> Tensor {
      guard let tensor = memory[id.index] ?? program.tensor(of: id) else {
        preconditionFailure("'\(graph[id].name)' is read before it is computed")
      }
      return tensor
    }
    for (index, id) in graph.order.enumerated() {
      let operation = graph[id]
      let results: [Tensor]
      switch steps[index] {
      case .device(let layer):
        let type = graph[operation.results[0]].type
        results = [layer.run(value(operation.operands[0]), type, threads: threads)]
      case .kernels(let prepared, let operands):
        results = try prepared.run(operands.map(value))
      }
      for (result, tensor) in zip(operation.results, results) {
        memory[result.index] = tensor
        observe?(result, tensor)
      }
      for value in dying[index] { memory[value.index] = nil }
    }
    return graph.outputs.map(value)
  }
}
