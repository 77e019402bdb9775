import Backend
import Basic
import IR
import Interpreter
import Operators

/// Replays a plan job by job from its registers and the images of its arrays.
///
/// It never sees the weights of the layers on the crossbar; everything else is computed by the
/// interpreter's kernels. With ideal converters the results are those of the integer operators.
package struct CrossbarSimulator: PlanSimulator {
  /// How one operation is replayed.
  enum Step: Sendable {
    /// Jobs, layer by layer.
    case jobs(LayerReplay, result: TensorType)
    /// The operation alone as a program, and those operands that are its inputs.
    case cores(PreparedProgram, inputs: [ID<Value>])
  }

  private let program: Program
  private let threads: Int
  private let steps: [Step]

  /// The values that nothing reads after each step.
  private let dying: [[ID<Value>]]

  /// Verifies a plan and unpacks its arrays, or reports what is wrong and gives `nil`.
  ///
  /// - Parameters:
  ///   - threads: the largest number of threads; results do not depend on it.
  ///   - changedImages: how grave it is that the image of an array is not the one that was
  ///     planned; unless it is an error, the image is replayed as it is.
  package init?(
    _ plan: CrossbarPlan, _ program: Program, threads: Int = Parallel.machineThreads,
    changedImages: Diagnostic.Severity = .error, _ diagnostics: inout DiagnosticBag
  ) {
    let before = diagnostics.errorCount
    CrossbarVerifier.verify(plan, changedImages: changedImages, &diagnostics)
    let builder = SimulationBuilder(plan: plan, program: program, threads: threads)
    guard diagnostics.errorCount == before, builder.check(&diagnostics) else { return nil }
    do throws(ExecutionError) {
      steps = try builder.steps()
    } catch {
      diagnostics.report(error.diagnostic)
      return nil
    }
    dying = builder.dyingValues()
    self.program = program
    self.threads = threads
  }

  /// Runs the network once.
  ///
  /// - Parameters:
  ///   - inputs: one for each input; one without quantization may stand for a quantized input.
  ///   - observe: receives each result of each operation, in order.
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
      case .jobs(let layer, let type):
        results = [layer.run(value(operation.operands[0]), type, threads: threads)]
      case .cores(let prepared, let operands):
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
