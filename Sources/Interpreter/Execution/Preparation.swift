import Basic
import IR
import Operators

/// Turns a program into steps.
struct Preparation {
  private let interpreter: Interpreter
  private let program: Program
  private var graph: Graph { program.graph }

  init(_ interpreter: Interpreter, _ program: Program) {
    self.interpreter = interpreter
    self.program = program
  }

  func preparedProgram() throws(ExecutionError) -> PreparedProgram {
    let memory = try constants()
    var steps = self.steps
    markDying(&steps)
    return PreparedProgram(
      inputs: graph.inputs.map { .init(value: $0, name: graph[$0].name, type: graph[$0].type) },
      outputs: graph.outputs, steps: steps, memory: memory)
  }

  /// The memory before a run: the constants that are read.
  private func constants() throws(ExecutionError) -> [Tensor?] {
    var memory = [Tensor?](repeating: nil, count: graph.values.count)
    let read = graph.order.flatMap { graph[$0].operands } + graph.outputs
    for value in read {
      guard let id = graph.constant(of: value), memory[value.index] == nil else { continue }
      let constant = program.constants[id]
      guard let tensor = constant.tensor else {
        throw .missingConstant(name: constant.name, hash: constant.contentHash)
      }
      memory[value.index] = tensor
    }
    return memory
  }

  /// The operations in order, each with its kernel; neighbours are fused where a kernel does both.
  private var steps: [Step] {
    var steps: [Step] = []
    let uses = graph.useCounts
    var rest = graph.order[...]
    while let id = rest.popFirst() {
      if let next = rest.first, let step = fusedStep(id, next, uses) {
        rest.removeFirst()
        steps.append(step)
      } else {
        steps.append(step(id))
      }
    }
    return steps
  }

  private func fusedStep(
    _ first: ID<Operation>, _ second: ID<Operation>, _ uses: [Int]
  ) -> Step? {
    let (producer, consumer) = (graph[first], graph[second])
    guard interpreter.kernels == .fast, producer.results.count == 1,
      consumer.operands == producer.results, uses[producer.results[0].index] == 1,
      let fused = KernelTable.fused(
        (producer.kind, request(first)), (consumer.kind, request(second)))
    else { return nil }
    var step = Step(
      action: .compute(fused.whole), operands: producer.operands, results: consumer.results)
    step.parts = zip([producer, consumer], fused.parts).map { operation, kernel in
      Step(action: .compute(kernel), operands: operation.operands, results: operation.results)
    }
    step.parts[1].dying = producer.results
    return step
  }

  private func step(_ id: ID<Operation>) -> Step {
    let operation = graph[id]
    return Step(action: action(id), operands: operation.operands, results: operation.results)
  }

  private func action(_ id: ID<Operation>) -> StepAction {
    let operation = graph[id]
    let request = request(id)
    let definition = interpreter.catalog.definition(of: operation)
    if let definition = definition as? any CommunicationDefinition.Type {
      let name = operation.results.first.map { graph[$0].name } ?? operation.kind
      return .communicate(name: name) {
        (inputs, communicator) throws(CommunicationError) in
        try definition.communicate(request.call, inputs, request.results, communicator)
      }
    }
    let fast =
      interpreter.kernels == .fast ? KernelTable.kernel(operation.kind, request) : nil
    return .compute(fast ?? Kernel(definition, request.call, request.results))
  }

  private func request(_ id: ID<Operation>) -> KernelRequest {
    KernelRequest(
      call: graph.call(id), results: graph[id].results.map { graph[$0].type },
      constants: graph[id].operands.map(program.tensor), threads: interpreter.threads)
  }

  /// Notes at each step which values nothing reads later.
  private func markDying(_ steps: inout [Step]) {
    var isKept = [Bool](repeating: false, count: graph.values.count)
    for output in graph.outputs { isKept[output.index] = true }
    for index in steps.indices.reversed() {
      for value in steps[index].operands + steps[index].results where !isKept[value.index] {
        isKept[value.index] = true
        steps[index].dying.append(value)
      }
    }
  }
}
