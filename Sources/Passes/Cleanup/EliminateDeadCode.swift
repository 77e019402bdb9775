import Basic
import IR

/// Removes operations whose results nothing reads and that have no other effect.
package struct EliminateDeadCode: Pass {
  package static let name = "dce"
  package static let summary = "Removes operations whose results nothing reads."
  package static let details = """
    ```
    %a = relu(%x) : f32[4]        # removed if neither an operation nor an output reads %a
    ```
    Operations that other devices see, such as `send`, stay.
    """
  package static let fidelity = Fidelity.exact

  package init(_ options: PassOptions) {}

  package func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    Self.run(on: &program.graph, context.catalog) ? .changed : .unchanged
  }

  /// Removes what nothing reads, and says whether there was any.
  @discardableResult
  static func run(on graph: inout Graph, _ catalog: OperatorCatalog) -> Bool {
    var isLive = [Bool](repeating: false, count: graph.values.count)
    for output in graph.outputs { isLive[output.index] = true }
    var kept: [ID<Operation>] = []
    for id in graph.order.reversed()
    where catalog.definition(of: graph[id]).hasEffect
      || graph[id].results.contains(where: { isLive[$0.index] })
    {
      kept.append(id)
      for operand in graph[id].operands { isLive[operand.index] = true }
    }
    guard kept.count < graph.order.count else { return false }
    graph.order = kept.reversed()
    return true
  }
}
