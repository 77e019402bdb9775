import Basic
import IR
import Operators

/// An operation as the division of work sees it.
package struct UnitOperation: Sendable {
  /// The operation.
  package let id: ID<Operation>

  /// The layer that it computes.
  package let name: String

  /// Whether no operation before it computes that layer.
  package let isFirst: Bool

  /// The layer, with what its measured time goes by.
  var layer: (name: String, isFirst: Bool) { (name, isFirst) }

  /// The types of its operands, and its attributes.
  package let call: OperatorCall

  /// The types of its results.
  package let results: [TensorType]

  /// Which operands are constants.
  package let isConstant: [Bool]

  /// The ways to divide it.
  package let sharding: OperatorSharding

  /// The arithmetic of all of it.
  package let work: Work

  /// Whether an activation is part of it, which must wait for the end of a sum.
  package let hasActivation: Bool

  /// Whether it is a product of a value with constant weights that can be divided both by output
  /// channels and by input channels.
  package var isWeighted: Bool {
    outputChannels != nil && contraction != nil && isConstant.count > 1 && isConstant[1]
  }

  /// The way by output channels: along an axis that only constants have.
  package var outputChannels: SplitDimension? {
    sharding.dimensions.first { way in
      way.relation == .elementwise && zip(way.operands, isConstant).allSatisfy { $0 == nil || $1 }
        && zip(way.operands, isConstant).contains { $0 != nil && $1 }
    }
  }

  /// The way over the terms of sums.
  package var contraction: SplitDimension? {
    sharding.dimensions.first { $0.relation == .contraction }
  }
}

/// A value that passes from unit to unit.
package struct UnitTensor: Sendable {
  /// The value.
  package let value: ID<Value>

  /// Its name.
  package let name: String

  /// Its type.
  package let type: TensorType

  /// Whether the network gives it to its user.
  package let isOutput: Bool

  /// The units that read it, in order.
  package var consumers: [Int] = []

  /// The tensor as messages see it.
  package var wire: WireTensor {
    WireTensor(shape: type.shape, elementBytes: type.element.storedBytes)
  }
}

/// An operation and those behind it that follow its division.
package struct Unit: Sendable {
  /// The operations; each but the first reads the one before and constants alone.
  package var operations: [UnitOperation]

  /// The tensors that the first operation reads, in the order of its operands; none twice.
  package var inputs: [Int]

  /// For each operand of the first operation its place in `inputs`, or `nil` for constants.
  package var inputOfOperand: [Int?]

  /// The tensors that it gives: the results of its last operation.
  package var outputs: [Int]

  /// The value that the first operation gives.
  package let coreResult: ID<Value>

  /// The bytes of the constants that it reads.
  var constantBytes: Int {
    operations.reduce(0) { total, operation in
      zip(operation.call.operands, operation.isConstant).reduce(total) {
        $0 + ($1.1 ? $1.0.byteCount : 0)
      }
    }
  }

  /// The first operation.
  package var core: UnitOperation { operations[0] }

  /// The layers that it computes.
  package var name: String {
    var names: [String] = []
    for operation in operations where !names.contains(operation.name) {
      names.append(operation.name)
    }
    return names.joined(separator: "+")
  }

  /// The operations behind the first.
  package var tail: ArraySlice<UnitOperation> { operations.dropFirst() }
}

/// A program as units and the tensors between them: a chain, or a graph where tensors have several
/// readers or operations several operands.
package struct UnitGraph: Sendable {
  /// The name of the network.
  package let name: String

  /// The tensors: inputs of the network first, then the results of units.
  package private(set) var tensors: [UnitTensor] = []

  /// The number of inputs of the network.
  package private(set) var inputCount = 0

  /// The units, each behind those whose results it reads.
  package private(set) var units: [Unit] = []

  /// Which axes of each value are split, by value.
  package let axes: SplitAxes

  /// The tensors that the network gives to its user.
  package var outputs: [Int] { tensors.indices.filter { tensors[$0].isOutput } }

  /// The bytes of all constants that units read.
  package var constantBytes: Int { units.reduce(0) { $0 + $1.constantBytes } }

  /// Makes units of a program.
  package init(_ program: Program, catalog: OperatorCatalog) {
    let graph = program.graph
    name = graph.name
    axes = SplitAxes(graph, catalog: catalog)
    var tensorOfValue: [ID<Value>: Int] = [:]
    let uses = graph.useCounts
    func add(_ value: ID<Value>) -> Int {
      tensors.append(
        UnitTensor(
          value: value, name: graph[value].name, type: graph[value].type,
          isOutput: graph.outputs.contains(value)))
      tensorOfValue[value] = tensors.count - 1
      return tensors.count - 1
    }
    for input in graph.inputs { _ = add(input) }
    inputCount = tensors.count

    var unitOfValue: [ID<Value>: Int] = [:]
    var drafts: [(operations: [ID<Operation>], last: ID<Value>)] = []
    for id in graph.order {
      let operation = graph[id]
      let operands = operation.operands.filter { graph.constant(of: $0) == nil }
      if operands.count == 1, operation.results.count == 1, let unit = unitOfValue[operands[0]],
        drafts[unit].last == operands[0], uses[operands[0].index] == 1,
        !graph.outputs.contains(operands[0]), axes.follows(id, in: graph)
      {
        drafts[unit].operations.append(id)
        drafts[unit].last = operation.results[0]
        unitOfValue[operation.results[0]] = unit
      } else {
        drafts.append(([id], operation.results[0]))
        for result in operation.results { unitOfValue[result] = drafts.count - 1 }
      }
    }
    var layers: Set<String> = []
    for draft in drafts {
      let core = graph[draft.operations[0]]
      var (inputs, places): ([Int], [Int?]) = ([], [])
      for operand in core.operands {
        guard graph.constant(of: operand) == nil else {
          places.append(nil)
          continue
        }
        guard let tensor = tensorOfValue[operand] else {
          preconditionFailure("%\(graph[operand].name) is read inside a unit")
        }
        if !inputs.contains(tensor) {
          inputs.append(tensor)
          tensors[tensor].consumers.append(units.count)
        }
        places.append(inputs.firstIndex(of: tensor))
      }
      let last = draft.operations[draft.operations.count - 1]
      units.append(
        Unit(
          operations: draft.operations.map {
            Self.operation($0, in: graph, catalog: catalog, &layers)
          },
          inputs: inputs, inputOfOperand: places, outputs: graph[last].results.map(add),
          coreResult: core.results[0]))
    }
  }

  private static func operation(
    _ id: ID<Operation>, in graph: Graph, catalog: OperatorCatalog, _ layers: inout Set<String>
  ) -> UnitOperation {
    let (operation, call) = (graph[id], graph.call(id))
    let definition = catalog.definition(of: operation)
    let results = operation.results.map { graph[$0].type }
    var hasActivation = false
    if case .activation(let activation) = operation.attributes["activation"] {
      hasActivation = activation != .none
    }
    let layer = operation.layerName
    let name = layer.isEmpty ? graph[operation.results[0]].name : layer
    return UnitOperation(
      id: id, name: name, isFirst: layers.insert(name).inserted, call: call,
      results: results, isConstant: operation.operands.map { graph.constant(of: $0) != nil },
      sharding: definition.ways(call, results), work: definition.work(call, results),
      hasActivation: hasActivation)
  }
}
