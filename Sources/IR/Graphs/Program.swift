import Basic

/// A graph with its constants and the texts it came from: what a compilation carries along.
package struct Program: Sendable, Equatable {
  /// The network.
  package var graph: Graph

  /// The constants, unused ones included until the next compaction.
  package private(set) var constants = Table<Constant>()

  /// The texts that locations point into.
  package var sources = Table<SourceFile>()

  /// Names of constants in use.
  private var constantNames = UniqueNames()

  /// Makes a program around a graph.
  package init(_ graph: Graph) {
    self.graph = graph
  }

  /// Adds a constant; a taken name gets a suffix.
  @discardableResult
  package mutating func addConstant(_ constant: Constant) -> ID<Constant> {
    var constant = constant
    constant.name = constantNames.take(constant.name)
    return constants.append(constant)
  }

  /// Adds a constant and gives its value in the graph.
  package mutating func addConstantValue(_ name: String, _ tensor: Tensor) -> ID<Value> {
    graph.value(of: addConstant(Constant(name, tensor)), in: constants)
  }

  /// The elements of a constant value, or `nil` if it is no constant or not at hand.
  package func tensor(of id: ID<Value>) -> Tensor? {
    graph.constant(of: id).flatMap { constants[$0].tensor }
  }

  /// Drops everything dead and numbers the rest in order of first appearance.
  ///
  /// A compacted program is what parsing its own text gives, so that a pass run on a dump starts
  /// from exactly the state that it had in the pipeline.
  package mutating func compact() {
    var fresh = Program(Graph(name: graph.name))
    fresh.sources = sources
    var map: [ID<Value>: ID<Value>] = [:]
    for input in graph.inputs {
      map[input] = fresh.graph.addInput(graph[input].name, graph[input].type)
    }
    func carry(_ value: ID<Value>) -> ID<Value> {
      if let known = map[value] { return known }
      guard let constant = graph.constant(of: value) else {
        preconditionFailure("%\(graph[value].name) is read before it is defined")
      }
      let id = fresh.addConstant(constants[constant])
      let carried = fresh.graph.value(of: id, in: fresh.constants)
      map[value] = carried
      return carried
    }
    for id in graph.order {
      var operation = graph[id]
      operation.operands = operation.operands.map(carry)
      let results = operation.results
      let copy = fresh.graph.append(
        operation, names: results.map { graph[$0].name }, types: results.map { graph[$0].type })
      for (old, new) in zip(results, fresh.graph[copy].results) { map[old] = new }
    }
    fresh.graph.outputs = graph.outputs.map(carry)
    self = fresh
  }

  /// Equal graphs and constants; the texts they came from do not count.
  package static func == (a: Program, b: Program) -> Bool {
    a.graph == b.graph && a.constants == b.constants
  }
}
