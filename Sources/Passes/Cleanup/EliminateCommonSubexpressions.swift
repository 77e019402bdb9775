import Basic
import IR

/// Computes equal things once.
package struct EliminateCommonSubexpressions: Pass {
  package static let name = "cse"
  package static let summary = "Computes equal operations once, and keeps equal constants once."
  package static let details = """
    ```
    %a = relu(%x) : f32[4]        # kept
    %b = relu(%x) : f32[4]        # removed: its readers read %a
    ```
    Operations are equal if operator, operands and attributes are; the operands of a commutative
    operator may be swapped. Constants are equal if type and bytes are.
    """
  package static let fidelity = Fidelity.exact

  package init(_ options: PassOptions) {}

  private struct Key: Hashable {
    let kind: String
    let operands: [ID<Value>]
    let attributes: AttributeList
  }

  package func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    var replacements = equalConstants(program)
    var known: [Key: ID<Operation>] = [:]
    var removed: Set<ID<Operation>> = []
    for id in program.graph.order {
      let operation = program.graph[id]
      guard !context.catalog.definition(of: operation).hasEffect else { continue }
      var operands = operation.operands.map { replacements[$0] ?? $0 }
      if context.catalog.definition(of: operation).isCommutative { operands.sort() }
      let key = Key(kind: operation.kind, operands: operands, attributes: operation.attributes)
      guard let first = known[key] else {
        known[key] = id
        continue
      }
      for (result, equal) in zip(operation.results, program.graph[first].results) {
        replacements[result] = equal
      }
      let known = program.graph[first].origins
      program.graph[first].origins += operation.origins.filter { !known.contains($0) }
      removed.insert(id)
    }
    guard !replacements.isEmpty else { return .unchanged }
    let outputs = program.graph.outputs
    program.graph.order.removeAll(where: removed.contains)
    program.graph.replaceUses(replacements)
    program.graph.keepNames(of: outputs)
    return .changed
  }

  private func equalConstants(_ program: Program) -> [ID<Value>: ID<Value>] {
    var firsts: [Fingerprint: [(ID<Value>, Tensor)]] = [:]
    var replacements: [ID<Value>: ID<Value>] = [:]
    for id in program.graph.values.ids {
      guard let tensor = program.tensor(of: id) else { continue }
      let fingerprint = Fingerprint(tensor)
      if let (first, _) = firsts[fingerprint]?.first(where: { $0.1 == tensor }) {
        replacements[id] = first
      } else {
        firsts[fingerprint, default: []].append((id, tensor))
      }
    }
    return replacements
  }
}

/// What equal constants have in common and others rarely: the type and a few bytes.
private struct Fingerprint: Hashable {
  private let type: TensorType
  private let bytes: [UInt8]

  init(_ tensor: Tensor) {
    type = tensor.type
    let all = tensor.storage.bytes
    let step = max(1, all.count / 64)
    bytes = withExtendedLifetime(tensor.storage) {
      Swift.stride(from: 0, to: all.count, by: step).map { all[$0] }
    }
  }
}
