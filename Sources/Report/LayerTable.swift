import Basic
import IR

/// The layers of a network, with their shapes, parameters and work.
package enum LayerTable {
  /// A row for each operation, in order.
  package static func table(_ program: Program, _ catalog: OperatorCatalog) -> ReportTable {
    var table = ReportTable([
      .init("layer", key: "layer"), .init("operator", key: "operator"),
      .init("output", key: "output"), .init("parameters", key: "parameters"),
      .init("MACs", key: "macs"), .init("output bytes", key: "output_bytes"),
    ])
    let graph = program.graph
    for id in graph.order {
      let operation = graph[id]
      let results = operation.results.map { graph[$0].type }
      let work = catalog.definition(of: operation).work(graph.call(id), results)
      let parameters = operation.operands.reduce(0) { count, operand in
        graph.constant(of: operand) == nil ? count : count + graph[operand].type.elementCount
      }
      table.append([
        .text(graph[operation.results[0]].name), .text(operation.kind),
        .text(results[0].plainDescription), .integer(parameters), .integer(work.macs),
        .integer(results.reduce(0) { $0 + $1.byteCount }),
      ])
    }
    return table
  }

  /// The multiply-accumulate operations of the whole network.
  package static func macs(_ program: Program, _ catalog: OperatorCatalog) -> Int {
    program.graph.order.reduce(0) { total, id in
      let operation = program.graph[id]
      let results = operation.results.map { program.graph[$0].type }
      return total
        + catalog.definition(of: operation).work(program.graph.call(id), results).macs
    }
  }
}
