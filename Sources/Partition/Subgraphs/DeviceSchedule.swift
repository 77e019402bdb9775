import Basic
import IR
import Operators

/// The order in which one device runs subgraphs and exchanges tensors with other devices.
package struct DeviceSchedule: Sendable, Equatable {
  /// What is done next.
  package enum Step: Sendable, Equatable {
    /// An operation that exchanges tensors with other devices.
    case communication(ID<Operation>)
    /// Operations that do not.
    case subgraph(Subgraph)
  }

  /// The steps, in order.
  package var steps: [Step]

  /// Takes the steps.
  package init(_ steps: [Step]) { self.steps = steps }

  /// The subgraphs, in order.
  package var subgraphs: [Subgraph] {
    steps.compactMap { if case .subgraph(let subgraph) = $0 { subgraph } else { nil } }
  }

  /// Why a program cannot be run so, or `nil`: each operation runs once and behind those that it
  /// reads, and communication keeps its order and has steps of its own.
  package func fault(in program: Program, catalog: OperatorCatalog) -> String? {
    let graph = program.graph
    var known = Set(graph.inputs)
    var (run, exchanged): (Set<ID<Operation>>, [ID<Operation>]) = ([], [])
    for step in steps {
      let (operations, isExchange): ([ID<Operation>], Bool) =
        switch step {
        case .communication(let id): ([id], true)
        case .subgraph(let subgraph): (subgraph.operations, false)
        }
      for id in operations {
        let name = graph[graph[id].results[0]].name
        guard run.insert(id).inserted else { return "'\(name)' is computed twice" }
        guard catalog.communicates(graph[id]) == isExchange else {
          return isExchange
            ? "'\(name)' exchanges nothing" : "'\(name)' exchanges tensors inside a subgraph"
        }
        let missing = graph[id].operands.first {
          graph.constant(of: $0) == nil && !known.contains($0)
        }
        if let missing { return "'\(name)' reads '\(graph[missing].name)' before it is there" }
        known.formUnion(graph[id].results)
      }
      if isExchange { exchanged += operations }
    }
    if let id = graph.order.first(where: { !run.contains($0) }) {
      return "'\(graph[graph[id].results[0]].name)' is not computed"
    }
    return exchanged == graph.order.filter { catalog.communicates(graph[$0]) }
      ? nil : "messages are exchanged in another order"
  }
}

extension OperatorCatalog {
  /// Whether an operation exchanges tensors with other devices.
  package func communicates(_ operation: Operation) -> Bool {
    definition(of: operation) is any CommunicationDefinition.Type
  }
}
