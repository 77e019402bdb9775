import Backend
import Basic
import IR
import Interpreter
import Operators
import Partition

/// The program of one device ready to run: by the interpreter alone, or subgraph by subgraph with
/// the simulator of a target between messages.
package struct DeviceExecution: Sendable {
  private enum Action: Sendable {
    case kernels(PreparedProgram)
    case plan(any PlanSimulator)
  }

  private struct Step: Sendable {
    let action: Action
    let inputs: [ID<Value>]
    let outputs: [ID<Value>]
    /// The subgraph, or `nil` for an exchange.
    let subgraph: Int?
    /// The values that nothing reads any more.
    var dying: [ID<Value>] = []
  }

  /// What a subgraph made of what it read.
  package struct Observation: Sendable {
    /// The subgraph.
    package let subgraph: Int
    /// What it read.
    package let inputs: [Tensor]
    /// What it made of it.
    package let outputs: [Tensor]
  }

  private let graph: Graph
  private var steps: [Step]

  /// The types of its inputs.
  package var inputTypes: [TensorType] { graph.inputs.map { graph[$0].type } }

  /// Prepares a program for the interpreter.
  package init(_ program: Program, _ interpreter: Interpreter) throws(ExecutionError) {
    graph = program.graph
    steps = [
      Step(
        action: .kernels(try interpreter.prepare(program)), inputs: graph.inputs,
        outputs: graph.outputs, subgraph: nil)
    ]
  }

  /// Prepares a program whose subgraphs a target runs; gives `nil` after reporting what is wrong with
  /// a plan.
  ///
  /// - Parameter changedImages: how grave it is that a file of weights is not the one that was planned.
  init?(
    _ device: TargetedDevice, _ program: Program, _ interpreter: Interpreter,
    changedImages: Diagnostic.Severity = .error, _ diagnostics: inout DiagnosticBag
  ) throws(ExecutionError) {
    graph = program.graph
    steps = []
    var index = 0
    for step in device.schedule.steps {
      switch step {
      case .communication(let id):
        let alone = Subgraph(.host, [id])
        steps.append(
          Step(
            action: .kernels(try interpreter.prepare(alone.program(of: program))),
            inputs: alone.inputs(in: graph), outputs: alone.outputs(in: graph), subgraph: nil))
      case .subgraph(let subgraph):
        let part = device.parts[index]
        let action: Action
        if let plan = part.plan {
          let simulator = plan.simulator(
            part.program, threads: interpreter.threads, changedImages: changedImages,
            &diagnostics)
          guard let simulator else { return nil }
          action = .plan(simulator)
        } else {
          action = .kernels(try interpreter.prepare(part.program))
        }
        steps.append(
          Step(
            action: action, inputs: subgraph.inputs(in: graph),
            outputs: subgraph.outputs(in: graph), subgraph: index))
        index += 1
      }
    }
    var kept = Set(graph.outputs)
    for step in steps.indices.reversed() {
      steps[step].dying = (steps[step].inputs + steps[step].outputs).filter {
        kept.insert($0).inserted
      }
    }
  }

  /// Runs the program once.
  ///
  /// - Parameter observe: called with what each subgraph read and made.
  package func run(
    _ inputs: [Tensor], _ communicator: any Communicator,
    observe: ((Observation) -> Void)? = nil
  ) throws(ExecutionError) -> [Tensor] {
    guard inputs.count == graph.inputs.count else {
      throw .inputCount(expected: graph.inputs.count, found: inputs.count)
    }
    var memory = Dictionary(uniqueKeysWithValues: zip(graph.inputs, inputs))
    func value(_ id: ID<Value>) -> Tensor {
      guard let tensor = memory[id] else {
        preconditionFailure("'\(graph[id].name)' is read before it is computed")
      }
      return tensor
    }
    for step in steps {
      let read = step.inputs.map(value)
      let made: [Tensor]
      switch step.action {
      case .kernels(let program): made = try program.run(read, communicator: communicator)
      case .plan(let simulator): made = try simulator.run(read)
      }
      for (id, tensor) in zip(step.outputs, made) {
        memory[id] = tensor.retyped(graph[id].type)
      }
      if let observe, let subgraph = step.subgraph {
        observe(Observation(subgraph: subgraph, inputs: read, outputs: made))
      }
      for id in step.dying { memory[id] = nil }
    }
    return graph.outputs.map(value)
  }
}
