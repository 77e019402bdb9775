import Basic
import IR

extension Program {
  /// One operation as a program of its own, and those of its operands that are inputs of it.
  func alone(_ id: ID<Operation>) -> (program: Program, inputs: [ID<Value>]) {
    let operation = graph[id]
    var alone = Program(Graph(name: operation.kind))
    var known: [ID<Value>: ID<Value>] = [:]
    var inputs: [ID<Value>] = []
    for operand in operation.operands where known[operand] == nil {
      let value = graph[operand]
      if let constant = graph.constant(of: operand) {
        let copy = alone.addConstant(constants[constant])
        known[operand] = alone.graph.value(of: copy, in: alone.constants)
      } else {
        known[operand] = alone.graph.addInput(value.name, value.type)
        inputs.append(operand)
      }
    }
    let copy = Operation(
      operation.kind, operands: operation.operands.compactMap { known[$0] },
      attributes: operation.attributes)
    let results = operation.results.map { graph[$0] }
    let added = alone.graph.append(copy, names: results.map(\.name), types: results.map(\.type))
    alone.graph.outputs = alone.graph[added].results
    return (alone, inputs)
  }
}

extension Graph {
  /// The values that nothing reads after each operation, in order of execution.
  func dyingValues() -> [[ID<Value>]] {
    var isKept = [Bool](repeating: false, count: values.count)
    for output in outputs { isKept[output.index] = true }
    var dying: [[ID<Value>]] = []
    for id in order.reversed() {
      var last: [ID<Value>] = []
      for value in self[id].operands + self[id].results where !isKept[value.index] {
        isKept[value.index] = true
        last.append(value)
      }
      dying.append(last)
    }
    return dying.reversed()
  }
}
