import Basic
import IR
import Interpreter
import Operators

/// Prepares the replay of a plan.
struct SimulationBuilder {
  let plan: CrossbarPlan
  let program: Program
  let threads: Int

  private var graph: Graph { program.graph }

  /// Whether the plan has a layer for each operation, of its kind, name and shapes.
  func check(_ diagnostics: inout DiagnosticBag) -> Bool {
    var isSound = true
    func report(_ text: String) {
      isSound = false
      diagnostics.report(
        .error(
          .crossbarP3, text, help: "replay the plan with the program that it was made of"))
    }
    guard plan.layers.count == graph.order.count else {
      report("the plan has \(plan.layers.count) layers, the program \(graph.order.count)")
      return false
    }
    for (layer, id) in zip(plan.layers, graph.order) {
      let operation = graph[id]
      let result = graph[operation.results[0]]
      let name = operation.origins.isEmpty ? result.name : operation.layerName
      guard layer.kind == operation.kind, layer.value == result.name, layer.name == name else {
        report("'\(layer.value)' of the plan is not '\(result.name)' of the program")
        continue
      }
      guard let mapping = layer.mapping else { continue }
      if !fits(mapping, graph[operation.operands[0]].type, result.type) {
        report("'\(layer.value)' has other shapes in the plan than in the program")
      }
    }
    guard isSound else { return false }
    let before = diagnostics.errorCount
    plan.checkProgram(program, &diagnostics)
    return diagnostics.errorCount == before
  }

  private func fits(_ mapping: LayerMapping, _ input: TensorType, _ result: TensorType) -> Bool {
    let map = mapping.map
    let outputs = mapping.groups * mapping.outputs
    guard result.element == .i32, input.element == (mapping.inputShift == 0 ? .i8 : .u8) else {
      return false
    }
    guard map.isVectors else {
      return input.shape == [map.images, map.channels, map.inputHeight, map.inputWidth]
        && result.shape == [map.images, outputs, map.outputHeight, map.outputWidth]
    }
    return input.shape.last == map.channels && input.elementCount == map.byteCount
      && result.shape.last == outputs && result.elementCount == map.pixels * outputs
  }

  /// The replay of each operation.
  func steps() throws(ExecutionError) -> [CrossbarSimulator.Step] {
    var jobs = [[PlanJob]](repeating: [], count: plan.layers.count)
    for job in plan.jobs { jobs[job.layer].append(job) }
    var steps: [CrossbarSimulator.Step] = []
    let ranges = plan.lowHalfRanges
    for (index, id) in graph.order.enumerated() {
      if let mapping = plan.layers[index].mapping {
        steps.append(
          .jobs(
            LayerReplay(mapping, jobs[index], plan.lowHalves[ranges[index]], in: plan),
            result: graph[graph[id].results[0]].type))
      } else {
        steps.append(try cores(id))
      }
    }
    return steps
  }

  /// One operation as a program of its own.
  private func cores(_ id: ID<Operation>) throws(ExecutionError) -> CrossbarSimulator.Step {
    let operation = graph[id]
    var alone = Program(Graph(name: operation.kind))
    var known: [ID<Value>: ID<Value>] = [:]
    var inputs: [ID<Value>] = []
    for operand in operation.operands where known[operand] == nil {
      let value = graph[operand]
      if let constant = graph.constant(of: operand) {
        let copy = alone.addConstant(program.constants[constant])
        known[operand] = alone.graph.value(of: copy, in: alone.constants)
      } else {
        known[operand] = alone.graph.addInput(value.name, value.type)
        inputs.append(operand)
      }
    }
    let copy = Operation(
      operation.kind, operands: operation.operands.compactMap { known[$0] },
      attributes: operation.attributes)
    let results = operation.results.map { graph[$0] }
    let added = alone.graph.append(copy, names: results.map(\.name), types: results.map(\.type))
    alone.graph.outputs = alone.graph[added].results
    let interpreter = Interpreter(catalog: .standard, threads: threads)
    return .cores(try interpreter.prepare(alone), inputs: inputs)
  }

  /// The values that nothing reads after each operation.
  func dyingValues() -> [[ID<Value>]] {
    var isKept = [Bool](repeating: false, count: graph.values.count)
    for output in graph.outputs { isKept[output.index] = true }
    var dying: [[ID<Value>]] = []
    for id in graph.order.reversed() {
      var last: [ID<Value>] = []
      for value in graph[id].operands + graph[id].results where !isKept[value.index] {
        isKept[value.index] = true
        last.append(value)
      }
      dying.append(last)
    }
    return dying.reversed()
  }
}
