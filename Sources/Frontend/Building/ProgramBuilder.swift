import Basic
import IR
import Operators

/// Builds a program operation by operation from the nodes of a model.
///
/// Types are inferred by the operators' definitions, whose broken rules become refusals of the node
/// at hand. Operations on constants are computed as they are met, so that shape arithmetic
/// disappears.
package struct ProgramBuilder: Sendable {
  /// The program so far.
  package private(set) var program: Program

  /// The node that is being lowered.
  package var node: SourceNode

  /// The operators.
  package let catalog: OperatorCatalog

  /// What values will be, given those of some inputs.
  private var assumed: [ID<Value>: Tensor] = [:]

  /// Results that are the same whatever the inputs, beside constants.
  private var fixed: Set<ID<Value>> = []

  /// Starts a program.
  package init(name: String, catalog: OperatorCatalog) {
    program = Program(Graph(name: name))
    self.catalog = catalog
    node = SourceNode(label: name, origin: name, place: .none)
  }

  /// Keeps the texts that places point into.
  package mutating func setSources(_ sources: Table<SourceFile>) { program.sources = sources }

  /// The type of a value.
  package func type(_ id: ID<Value>) -> TensorType { program.graph[id].type }

  /// The name of a value.
  package func name(_ id: ID<Value>) -> String { program.graph[id].name }

  /// The elements of a constant, or `nil`.
  package func constant(_ id: ID<Value>) -> Tensor? { program.tensor(of: id) }

  /// The elements of a constant, or those that follow from given inputs, or `nil`.
  package func known(_ id: ID<Value>) -> Tensor? { constant(id) ?? assumed[id] }

  /// Whether a value is the same whatever the inputs: a constant, or an operation on such values
  /// that is left to a pass.
  package func isFixed(_ id: ID<Value>) -> Bool {
    program.graph.constant(of: id) != nil || fixed.contains(id)
  }

  /// Adds an input.
  ///
  /// - Parameter value: what it will be, if the user says so.
  package mutating func addInput(
    _ name: String, _ type: TensorType, value: Tensor? = nil
  ) -> ID<Value> {
    let id = program.graph.addInput(name, type)
    if let value, value.type == type { assumed[id] = value }
    return id
  }

  /// Adds a constant; what nothing reads is dropped at the end.
  package mutating func addConstant(_ name: String, _ tensor: Tensor) -> ID<Value> {
    program.addConstantValue(name, tensor)
  }

  /// Adds an operation with one result, or computes it if its operands are constants.
  package mutating func add(
    _ kind: String, _ operands: [ID<Value>], _ attributes: [Attribute] = [], name: String? = nil
  ) throws(Refusal) -> ID<Value> {
    try addAll(kind, operands, attributes, names: name.map { [$0] } ?? [])[0]
  }

  /// Adds an operation with any number of results.
  ///
  /// - Parameters:
  ///   - kind: the operator.
  ///   - operands: what it reads.
  ///   - attributes: those that differ from their defaults, in any order.
  ///   - names: the names of the results; those that are missing are made from the node's.
  /// - Throws: the rules of the operator that the call breaks.
  package mutating func addAll(
    _ kind: String, _ operands: [ID<Value>], _ attributes: [Attribute] = [], names: [String] = []
  ) throws(Refusal) -> [ID<Value>] {
    guard let definition = catalog[kind] else {
      preconditionFailure("no operator '\(kind)' in the catalogue")
    }
    for operand in operands where type(operand).elementCount == 0 {
      throw node.refusal(
        BuildingRules.emptyTensor, "'\(self.name(operand))' is \(type(operand))",
        help: "a size of zero leaves nothing to compute with")
    }
    let types = operands.map(type)
    let list = completed(attributes, definition, types)
    let call = OperatorCall(operands: types, attributes: list)
    var report = ConstraintReport()
    guard let results = definition.inferTypes(call, &report) else {
      throw Refusal(report.diagnostics(of: definition, subject: node.label, at: node.place))
    }
    let names = results.indices.map { index in
      index < names.count ? names[index] : "\(node.origin).\(kind)"
    }
    if kind != Self.keptOperator,
      let constants = folded(definition, call, operands.map(constant), results)
    {
      return zip(names, constants).map { addConstant($0, $1) }
    }
    var operation = Operation(kind, operands: operands, attributes: list, origins: [node.origin])
    if case .source(let range) = node.place { operation.location = range }
    let id = program.graph.append(operation, names: names, types: results)
    let ids = program.graph[id].results
    if !operands.isEmpty, operands.allSatisfy(isFixed) { fixed.formUnion(ids) }
    if results.allSatisfy({ $0.elementCount <= Self.assumptionLimit }),
      let values = folded(definition, call, operands.map(known), results)
    {
      for (result, value) in zip(ids, values) { assumed[result] = value }
    }
    return ids
  }

  /// Ends the program.
  ///
  /// Operations that no output needs are dropped. A result takes the name that the model gives the
  /// output.
  package consuming func finish(outputs: [(name: String, value: ID<Value>)]) -> Program {
    program.graph.outputs = outputs.map(\.value)
    var isNeeded = [Bool](repeating: false, count: program.graph.values.count)
    for output in program.graph.outputs { isNeeded[output.index] = true }
    for id in program.graph.order.reversed() {
      guard program.graph[id].results.contains(where: { isNeeded[$0.index] }) else { continue }
      for operand in program.graph[id].operands { isNeeded[operand.index] = true }
    }
    let graph = program.graph
    program.graph.order.removeAll { id in
      !graph[id].results.contains { isNeeded[$0.index] }
    }
    for (name, value) in outputs where graph.definingOperation(of: value) != nil {
      let isKnownByOther = outputs.contains { $0.value == value && $0.name != name }
      if graph[value].name != name, !isKnownByOther { program.graph.rename(value, to: name) }
    }
    program.compact()
    return program
  }

  // MARK: - Constants

  /// Dequantized constants keep their integers for `fuse-quantized`.
  private static let keptOperator = "dequantize"

  /// The largest result that is computed while a model is read.
  private static let foldingLimit = 1 << 24

  /// The most multiplications that computing a result may take.
  private static let macLimit = 1 << 26

  /// The largest value that is kept beside an operation: shapes and their like.
  private static let assumptionLimit = 1 << 12

  /// The results if every operand is known and computing takes no time to speak of.
  private func folded(
    _ definition: any OperatorDefinition.Type, _ call: OperatorCall, _ operands: [Tensor?],
    _ results: [TensorType]
  ) -> [Tensor]? {
    let known = operands.compactMap { $0 }
    guard known.count == operands.count, !operands.isEmpty,
      results.allSatisfy({ $0.elementCount <= Self.foldingLimit }),
      definition.work(call, results).macs <= Self.macLimit
    else { return nil }
    return definition.evaluate(call, known, results)
  }

  /// The attributes in the order of their declaration, with defaults for those not given.
  private func completed(
    _ given: [Attribute], _ definition: any OperatorDefinition.Type, _ operands: [TensorType]
  ) -> AttributeList {
    var list = AttributeList(
      definition.storedAttributes.compactMap { spec in
        given.first { $0.name == spec.name }
          ?? spec.standard.map { Attribute(spec.name, $0) }
      })
    list = definition.completed(list, operands: operands)
    let names = definition.storedAttributes.map(\.name)
    precondition(
      list.attributes.map(\.name) == names && given.allSatisfy { names.contains($0.name) },
      "\(definition.name) takes \(names) but has \(list.attributes.map(\.name)) of \(given)")
    return list
  }
}
