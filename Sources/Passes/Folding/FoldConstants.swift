import Basic
import IR

/// Computes operations all of whose operands are constants.
package struct FoldConstants: Pass {
  package static let name = "fold-constants"
  package static let summary = "Computes operations whose operands are all constants."
  package static let details = """
    ```
    %a = add(@x, @y) {activation: none} : f32[2]      # before
    @a                                                # after: a constant of the same name
    ```
    An operation is folded if its result has at most 2^24 elements and it takes at most 2^28
    multiplications, so that folding neither blows up a model nor takes for ever.
    """
  package static let fidelity = Fidelity.exactUpToRounding

  private static let elementLimit = 1 << 24
  private static let macLimit = 1 << 28

  package init(_ options: PassOptions) {}

  package func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    var replacements: [ID<Value>: ID<Value>] = [:]
    var kept: [ID<Operation>] = []
    for id in program.graph.order {
      let operation = program.graph[id]
      let operands = operation.operands.map { replacements[$0] ?? $0 }
      let tensors = operands.compactMap { program.tensor(of: $0) }
      let types = operation.results.map { program.graph[$0].type }
      let definition = context.catalog.definition(of: operation)
      guard tensors.count == operands.count, !operands.isEmpty, !definition.hasEffect,
        types.allSatisfy({ $0.elementCount <= Self.elementLimit }),
        definition.work(program.graph.call(id), types).macs <= Self.macLimit
      else {
        kept.append(id)
        continue
      }
      let results = definition.evaluate(program.graph.call(id), tensors, types)
      for (result, tensor) in zip(operation.results, results) {
        replacements[result] = program.addConstantValue(program.graph[result].name, tensor)
      }
    }
    guard !replacements.isEmpty else { return .unchanged }
    program.graph.order = kept
    program.graph.replaceUses(replacements)
    return .changed
  }
}
