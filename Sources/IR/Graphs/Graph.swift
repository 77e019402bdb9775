import Basic

/// A network in static single assignment form: operations in an order in which each reads only
/// what stands before it.
///
/// `order` is the only order; what it does not name is dead and goes at the next compaction.
package struct Graph: Sendable, Equatable {
  /// The network's name.
  package var name: String

  /// The inputs.
  package private(set) var inputs: [ID<Value>] = []

  /// The outputs.
  package var outputs: [ID<Value>] = []

  /// Every value, dead ones included.
  package internal(set) var values = Table<Value>()

  /// Every operation, dead ones included.
  package internal(set) var operations = Table<Operation>()

  /// The live operations, in order of execution.
  package var order: [ID<Operation>] = []

  /// Names in use, so that new ones can be made unique.
  var names = UniqueNames()

  /// The value that stands for each constant.
  var constantValues: [ID<Constant>: ID<Value>] = [:]

  /// Makes a graph without inputs or operations.
  package init(name: String) {
    self.name = name
  }

  /// Adds an input.
  @discardableResult
  package mutating func addInput(_ name: String, _ type: TensorType) -> ID<Value> {
    let id = values.append(Value(uniqueName(name), type, .input(inputs.count)))
    inputs.append(id)
    return id
  }

  /// The value of a constant of the program.
  package mutating func value(of id: ID<Constant>, in constants: Table<Constant>) -> ID<Value> {
    if let known = constantValues[id] { return known }
    let constant = constants[id]
    let value = values.append(Value(constant.name, constant.type, .constant(id)))
    constantValues[id] = value
    return value
  }

  /// Adds an operation with new results to the table, but not yet to the order.
  ///
  /// - Parameters:
  ///   - operation: the record; its results are replaced.
  ///   - names: the names wanted for the results; taken ones get a suffix.
  ///   - types: the types of the results.
  package mutating func create(
    _ operation: Operation, names: [String], types: [TensorType]
  ) -> ID<Operation> {
    let id = operations.append(operation)
    operations[id].results = types.indices.map { index in
      values.append(Value(uniqueName(names[index]), types[index], .result(id, index)))
    }
    return id
  }

  /// Adds an operation at the end.
  @discardableResult
  package mutating func append(
    _ operation: Operation, names: [String], types: [TensorType]
  ) -> ID<Operation> {
    let id = create(operation, names: names, types: types)
    order.append(id)
    return id
  }

  /// `name`, or `name.2`, `name.3`, … if it is taken; from now on it is taken.
  package mutating func uniqueName(_ name: String) -> String { names.take(name) }

  /// Changes the type of an input.
  package mutating func setInputType(_ index: Int, _ type: TensorType) {
    values[inputs[index]].type = type
  }

  /// Reads or replaces an operation record.
  package subscript(id: ID<Operation>) -> Operation {
    get { operations[id] }
    _modify { yield &operations[id] }
  }

  /// Reads a value.
  package subscript(id: ID<Value>) -> Value { values[id] }

  /// Equal in everything that is not derived.
  package static func == (a: Graph, b: Graph) -> Bool {
    a.name == b.name && a.inputs == b.inputs && a.outputs == b.outputs && a.order == b.order
      && a.values == b.values && a.operations == b.operations
  }
}
