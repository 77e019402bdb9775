import Backend
import Basic
import IR
import Interpreter
import Operators

/// Prepares the replay of a plan.
struct SimulationBuilder {
  let plan: CrossbarPlan
  let program: Program

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

  /// The replay of each operation that is on the crossbar.
  func layers() -> [(any DeviceLayer)?] {
    var jobs = [[PlanJob]](repeating: [], count: plan.layers.count)
    for job in plan.jobs { jobs[job.layer].append(job) }
    let ranges = plan.lowHalfRanges
    return plan.layers.indices.map { index in
      plan.layers[index].mapping.map { mapping in
        LayerReplay(mapping, jobs[index], plan.lowHalves[ranges[index]], in: plan)
      }
    }
  }
}
