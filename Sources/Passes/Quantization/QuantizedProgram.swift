import Basic
import IR

/// Programs that came with integers of their own.
enum QuantizedProgram {
  /// Whether some values stand for their real numbers by integers already.
  static func isQuantized(_ program: Program) -> Bool {
    values(program).contains { $0.type.quantization != nil }
  }

  /// Makes inputs that are only quantized, and outputs that are dequantized, the integers
  /// themselves, and says whether there were any.
  static func takeIntegersAtEdges(
    _ program: inout Program, _ catalog: OperatorCatalog
  ) -> Bool {
    let before = program.graph.outputs
    let hasInputs = takeInputs(&program.graph)
    let outputs = program.graph.outputs.map { output -> ID<Value> in
      guard let producer = program.graph.definingOperation(of: output),
        program.graph[producer].kind == "dequantize"
      else { return output }
      return program.graph[producer].operands[0]
    }
    guard hasInputs || outputs != before else { return false }
    program.graph.outputs = outputs
    program.graph.keepNames(of: before)
    EliminateDeadCode.run(on: &program.graph, catalog)
    return true
  }

  /// A warning for each operation that is computed in floating point.
  static func floatIslands(_ program: Program) -> [Diagnostic] {
    let graph = program.graph
    return graph.order.compactMap { id in
      let operation = graph[id]
      guard let result = operation.results.first, operation.kind != "dequantize",
        operation.results.contains(where: { graph[$0].type.element.isFloat })
      else { return nil }
      return Quantize.floatIsland(
        operation, named: graph[result].name,
        note: "the model quantizes its values itself, and `fuse-quantized` knows no form of this")
    }
  }

  private static func values(_ program: Program) -> [Value] {
    let graph = program.graph
    return (graph.inputs + graph.order.flatMap { graph[$0].results }).map { graph[$0] }
  }

  private static func takeInputs(_ graph: inout Graph) -> Bool {
    var replacements: [ID<Value>: ID<Value>] = [:]
    for (index, input) in graph.inputs.enumerated() {
      let readers = graph.order.filter { graph[$0].operands.contains(input) }
      guard let first = readers.first, !graph.outputs.contains(input),
        readers.allSatisfy({
          graph[$0].kind == "quantize" && graph[$0].attributes == graph[first].attributes
        })
      else { continue }
      graph.setInputType(index, graph[graph[first].results[0]].type)
      for reader in readers { replacements[graph[reader].results[0]] = input }
      graph.order.removeAll(where: readers.contains)
    }
    graph.replaceUses(replacements)
    return !replacements.isEmpty
  }
}
