import Basic
import IR

/// Operations of the program of one device that exchange nothing with other devices and run in one
/// place.
package struct Subgraph: Sendable, Equatable {
  /// What runs them.
  package enum Place: String, Sendable {
    /// The hardware that is planned for.
    case target
    /// The processor beside it, by the kernels of the interpreter.
    case host
  }

  /// What runs them.
  package var place: Place

  /// The operations, in the order of the program.
  package var operations: [ID<Operation>]

  /// Names what runs which operations.
  package init(_ place: Place, _ operations: [ID<Operation>]) {
    self.place = place
    self.operations = operations
  }

  /// The values that they read and do not compute, constants apart, in the order of first reading.
  package func inputs(in graph: Graph) -> [ID<Value>] {
    var known = Set(operations.flatMap { graph[$0].results })
    return operations.flatMap { graph[$0].operands }.filter {
      graph.constant(of: $0) == nil && known.insert($0).inserted
    }
  }

  /// The values that they compute and that other operations or the network's user read, in the
  /// order of computing.
  package func outputs(in graph: Graph) -> [ID<Value>] {
    let own = Set(operations)
    var read = Set(graph.outputs)
    for id in graph.order where !own.contains(id) { read.formUnion(graph[id].operands) }
    return operations.flatMap { graph[$0].results }.filter(read.contains)
  }

  /// The operations as a program of their own, whose values have the names that they had.
  package func program(of device: Program) -> Program {
    var program = Program(Graph(name: device.graph.name))
    program.sources = device.sources
    var known: [ID<Value>: ID<Value>] = [:]
    for input in inputs(in: device.graph) {
      let value = device.graph[input]
      known[input] = program.graph.addInput(value.name, value.type)
    }
    for id in operations {
      var operation = device.graph[id]
      for operand in operation.operands where known[operand] == nil {
        guard let constant = device.graph.constant(of: operand) else {
          preconditionFailure("%\(device.graph[operand].name) is read before it is computed")
        }
        let copy = program.addConstant(device.constants[constant])
        known[operand] = program.graph.value(of: copy, in: program.constants)
      }
      operation.operands = operation.operands.compactMap { known[$0] }
      let results = device.graph[id].results
      let copy = program.graph.append(
        operation, names: results.map { device.graph[$0].name },
        types: results.map { device.graph[$0].type })
      for (old, new) in zip(results, program.graph[copy].results) { known[old] = new }
    }
    program.graph.outputs = outputs(in: device.graph).compactMap { known[$0] }
    program.compact()
    return program
  }
}
