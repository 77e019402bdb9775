import Basic
import IR

/// Whether a plan belongs to a program.
struct ProgramFit {
  let plan: BitVertPlan
  let program: Program

  /// Reports where the plan has other operations or shapes than the program, and another digest.
  func check(_ diagnostics: inout DiagnosticBag) {
    let graph = program.graph
    let before = diagnostics.errorCount
    guard plan.layers.count == graph.order.count else {
      report(
        "the plan has \(plan.layers.count) layers, the program \(graph.order.count)", &diagnostics)
      return
    }
    for (layer, id) in zip(plan.layers, graph.order) {
      let operation = graph[id]
      let result = graph[operation.results[0]]
      let name = operation.origins.isEmpty ? result.name : operation.layerName
      guard layer.kind == operation.kind, layer.value == result.name, layer.name == name else {
        report("'\(layer.value)' of the plan is not '\(result.name)' of the program", &diagnostics)
        continue
      }
      if let shape = layer.mapping?.shape,
        !fits(shape, graph[operation.operands[0]].type, result.type)
      {
        report("'\(layer.value)' has other shapes in the plan than in the program", &diagnostics)
      }
    }
    if diagnostics.errorCount == before { plan.checkProgram(program, &diagnostics) }
  }

  private func report(_ text: String, _ diagnostics: inout DiagnosticBag) {
    diagnostics.report(
      .error(.bitvertP3, text, help: "replay the plan with the program that it was made of"))
  }

  private func fits(_ shape: LayerShape, _ x: TensorType, _ y: TensorType) -> Bool {
    guard y.element == .i32, [.i8, .u8].contains(x.element) else { return false }
    let (input, output) = (shape.input, shape.output)
    guard shape.isVectors else {
      return x.shape == [1, shape.channels, input.height, input.width]
        && y.shape == [1, shape.filters, output.height, output.width]
    }
    return x.shape.last == shape.channels && x.elementCount == shape.channels * input.width
      && y.shape.last == shape.filters && y.elementCount == shape.filters * output.width
  }
}
