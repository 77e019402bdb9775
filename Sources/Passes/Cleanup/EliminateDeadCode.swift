import Basic
import IR

/// Removes operations whose results nothing reads.
package struct EliminateDeadCode: Pass {
  package static let name = "dce"
  package static let summary = "Removes operations whose results nothing reads."
  package static let details = """
    ```
    %a = relu(%x) : f32[4]        # removed if neither an operation nor an output reads %a
    ```
    """
  package static let fidelity = Fidelity.exact

  package init(_ options: PassOptions) {}

  package func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    let graph = program.graph
    var isLive = [Bool](repeating: false, count: graph.values.count)
    for output in graph.outputs { isLive[output.index] = true }
    var kept: [ID<Operation>] = []
    for id in graph.order.reversed()
    where graph[id].results.contains(where: { isLive[$0.index] }) {
      kept.append(id)
      for operand in graph[id].operands { isLive[operand.index] = true }
    }
    guard kept.count < graph.order.count else { return .unchanged }
    program.graph.order = kept.reversed()
    return .changed
  }
}
