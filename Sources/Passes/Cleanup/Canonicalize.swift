import Basic
import IR

/// Replaces operations that do nothing, and brings the rest into one form.
package struct Canonicalize: Pass {
  package static let name = "canonicalize"
  package static let summary = "Removes operations that do nothing and brings others into one form."
  package static let details = """
    | before | after |
    |---|---|
    | `reshape`, `flatten`, `transpose`, `slice`, `pad`, `concat` that change nothing | their operand |
    | `flatten` | `reshape` |
    | `reshape(reshape(x))` | `reshape(x)` |
    | `transpose(transpose(x))` | one `transpose` |
    | `relu(relu(x))`, `relu` of what is never negative by its activation | its operand |
    | `clip` from 0 to infinity | `relu` |
    | `reduce_mean` over the last two of four axes, keeping them | `global_average_pool` |
    | a commutative operation with a constant first | the constant second |
    """
  package static let fidelity = Fidelity.exact

  package init(_ options: PassOptions) {}

  package func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    var graph = program.graph
    var replacements: [ID<Value>: ID<Value>] = [:]
    var outcome = PassOutcome.unchanged
    for id in graph.order {
      let operands = graph[id].operands.map { replacements[$0] ?? $0 }
      graph[id].operands = operands
      if Self.isIdentity(id, graph) {
        replacements[graph[id].results[0]] = operands[0]
        // The layer goes on in reports under the operation that computes its operand.
        if let producer = graph.definingOperation(of: operands[0]) {
          graph[producer].origins += graph[id].origins
        }
        outcome = .changed
      } else if rewrite(id, &graph, context.catalog) {
        outcome = .changed
      }
    }
    guard outcome == .changed else { return .unchanged }
    let outputs = graph.outputs
    graph.order = graph.order.filter { replacements[graph[$0].results[0]] == nil }
    graph.replaceUses(replacements)
    graph.keepNames(of: outputs)
    program.graph = graph
    return .changed
  }

  private func rewrite(
    _ id: ID<Operation>, _ graph: inout Graph, _ catalog: OperatorCatalog
  ) -> Bool {
    CanonicalForms.flattenToReshape(id, &graph)
      || CanonicalForms.mergeReshapes(id, &graph)
      || CanonicalForms.mergeTransposes(id, &graph)
      || CanonicalForms.clipToRelu(id, &graph)
      || CanonicalForms.meanToGlobalPool(id, &graph)
      || CanonicalForms.constantSecond(id, &graph, catalog)
  }

  /// Whether the operation gives back its first operand.
  private static func isIdentity(_ id: ID<Operation>, _ graph: Graph) -> Bool {
    let operation = graph[id]
    guard let first = operation.operands.first, operation.results.count == 1,
      graph[first].type == graph[operation.results[0]].type
    else { return false }
    switch operation.kind {
    case "reshape", "flatten", "slice", "pad": return true
    case "concat": return operation.operands.count == 1
    case "transpose":
      let permutation = operation.attributes.integers("permutation")
      return permutation == Array(permutation.indices)
    case "relu":
      guard let producer = graph.definingOperation(of: first) else { return false }
      return graph[producer].kind == "relu" || isNeverNegative(graph[producer].attributes)
    default: return false
    }
  }

  private static func isNeverNegative(_ attributes: AttributeList) -> Bool {
    switch attributes["activation"] {
    case .activation(.relu): true
    case .activation(.clip(let low, _)): low >= 0
    default: false
    }
  }
}
