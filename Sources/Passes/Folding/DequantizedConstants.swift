import Basic
import IR

/// Constants that a model keeps as integers and computes with in floating point.
package enum DequantizedConstants {
  /// Makes them constants in floating point, and says whether there were any.
  @discardableResult
  package static func fold(_ program: inout Program, _ catalog: OperatorCatalog) -> Bool {
    var folded: [ID<Value>: ID<Value>] = [:]
    for id in program.graph.order where program.graph[id].kind == "dequantize" {
      let operation = program.graph[id]
      guard let tensor = program.tensor(of: operation.operands[0]) else { continue }
      let types = operation.results.map { program.graph[$0].type }
      let reals = catalog.definition(of: operation).evaluate(
        program.graph.call(id), [tensor], types)
      for (result, real) in zip(operation.results, reals) {
        folded[result] = program.addConstantValue(program.graph[result].name, real)
      }
    }
    guard !folded.isEmpty else { return false }
    let graph = program.graph
    program.graph.order.removeAll { folded[graph[$0].results[0]] != nil }
    program.graph.replaceUses(folded)
    return true
  }
}
