import Basic
import IR

/// Moves `relu` and `clip` into the operation that computes their operand.
package struct FuseActivation: Pass {
  package static let name = "fuse-activation"
  package static let summary = "Moves relu and clip into the operation that computes their operand."
  package static let details = """
    ```
    %c = conv2d(%x, @w) {…, activation: none} : f32[1, 8, 4, 4]     # before
    %r = relu(%c) : f32[1, 8, 4, 4]
    %r = conv2d(%x, @w) {…, activation: relu} : f32[1, 8, 4, 4] from("c", "r")   # after
    ```
    The operation must have an `activation` attribute that is `none`, and no other reader.
    """
  package static let fidelity = Fidelity.exact

  package init(_ options: PassOptions) {}

  package func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    var graph = program.graph
    let uses = graph.useCounts
    var fused: Set<ID<Operation>> = []
    var replacements: [ID<Value>: ID<Value>] = [:]
    for id in graph.order {
      let operation = graph[id]
      guard let activation = Self.activation(of: operation),
        graph[operation.operands[0]].type.element.isFloat,
        let producer = graph.definingOperation(of: operation.operands[0]),
        graph[producer].attributes["activation"] == .activation(.none),
        uses[operation.operands[0].index] == 1
      else { continue }
      graph[producer].attributes["activation"] = .activation(activation)
      graph[producer].origins += operation.origins
      graph.exchangeNames(graph[producer].results[0], operation.results[0])
      replacements[operation.results[0]] = graph[producer].results[0]
      fused.insert(id)
    }
    guard !fused.isEmpty else { return .unchanged }
    graph.order.removeAll(where: fused.contains)
    graph.replaceUses(replacements)
    program.graph = graph
    return .changed
  }

  private static func activation(of operation: Operation) -> Activation? {
    switch operation.kind {
    case "relu": .relu
    case "clip": .clip(operation.attributes.number("min"), operation.attributes.number("max"))
    default: nil
    }
  }
}
