import Basic
import IR
import Operators

extension StepBuilder {
  /// The sum of two activations that were brought to a common 32-bit scale.
  mutating func addSum(_ id: ID<Operation>, _ requantize: ID<Operation>) {
    let operation = graph[id]
    var sources: [[ID<Operation>]] = []
    for operand in operation.operands {
      let chain = takeWidened(operand)
      guard !chain.isEmpty else {
        refuse(
          id, .riscvS6,
          "its operand '\(graph[operand].name)' is not an 8-bit activation that a "
            + "requantize brings to 32 bits",
          "let 8-bit activations be what is added")
        return
      }
      sources.append(chain)
    }
    let values = sources.map { graph[$0[0]].operands[0] }
    guard sameShapes(id, values) else { return }
    let operations = sources[0] + sources[1] + [id, requantize]
    addPair(
      operations, values, kernel: .add, operators: operations.map { graph[$0].kind },
      requantizations: sources[0].map { requantization($0, .first) }
        + sources[1].map { requantization($0, .second) }
        + [requantization(requantize, .result)],
      reason: "two activations of one shape, each with its own scale")
  }

  /// The product of two activations.
  mutating func addProduct(_ id: ID<Operation>, _ requantize: ID<Operation>) {
    let values = graph[id].operands
    guard sameShapes(id, values) else { return }
    addPair(
      [id, requantize], values, kernel: .mul, operators: ["mul", "requantize"],
      requantizations: [requantization(requantize, .result)],
      reason: "two activations of one shape")
  }

  private mutating func sameShapes(_ id: ID<Operation>, _ values: [ID<Value>]) -> Bool {
    let types = values.map { graph[$0].type }
    guard types.allSatisfy(isActivation), values.allSatisfy({ result.places[$0] != nil }) else {
      refuse(
        id, .riscvS4,
        "its operands are \(types.map(\.plainDescription).joined(separator: " and "))",
        "let both be activations of 8 bits")
      return false
    }
    guard types[0].shape == types[1].shape else {
      refuse(
        id, .riscvS8,
        "its operands are \(types.map(\.plainDescription).joined(separator: " and "))",
        "broadcast the smaller one before")
      return false
    }
    return true
  }

  private mutating func addPair(
    _ operations: [ID<Operation>], _ values: [ID<Value>], kernel: Kernel, operators: [String],
    requantizations: [StepRequantization], reason: String
  ) {
    let output = graph[operations[operations.count - 1]].results[0]
    let operands = values.compactMap { operand($0) }
    guard operands.count == 2 else { return }
    let tensor = addTensor(output)
    append(
      KernelStep(
        kernel: kernel, name: layerName(operations, output), value: graph[output].name,
        operators: operators, reason: reason, inputs: operands, output: tensor,
        extent: result.tensors[tensor].shape, requantizations: requantizations,
        tableBytes: kernel == .add ? 2048 : 0), StepSource(values: values))
  }

  /// A table of 256 bytes.
  mutating func addLookup(_ id: ID<Operation>) {
    let operation = graph[id]
    guard program.tensor(of: operation.operands[1]) != nil else {
      refuse(
        id, .riscvS2, "the table is not a constant that is at hand",
        "compile with the constants of the network")
      return
    }
    guard isActivation(graph[operation.results[0]].type),
      isActivation(graph[operation.operands[0]].type)
    else {
      refuse(
        id, .riscvS4, "its result is \(graph[operation.results[0]].type.plainDescription)",
        "quantize activations to i8 or u8")
      return
    }
    addElementwise(
      id, kernel: .lookup, requantizations: [], reason: "a function of one 8-bit variable",
      tableBytes: 256)
  }

  /// Exponentials from a table in the fixed-point arithmetic of TFLite.
  mutating func addFixedPointSoftmax(_ id: ID<Operation>) {
    let operation = graph[id]
    guard isInnermost(id), let operand = operand(operation.operands[0]) else { return }
    let output = operation.results[0]
    let tensor = addTensor(output)
    let extent = result.tensors[tensor].shape
    append(
      KernelStep(
        kernel: .fixedPointSoftmax, name: layerName([id], output), value: graph[output].name,
        operators: [operation.kind],
        reason: "exponentials of \(extent.channels) elements in fixed point", inputs: [operand],
        output: tensor, extent: extent, tableBytes: 1024), StepSource(operation: id))
  }

  /// Whether the axis of an operation is that along which elements lie side by side.
  private mutating func isInnermost(_ id: ID<Operation>) -> Bool {
    let type = graph[graph[id].operands[0]].type
    let given = graph[id].attributes.integer("axis")
    let axis = given < 0 ? given + type.rank : given
    let innermost = type.rank == 4 ? 1 : type.rank - 1
    if axis != innermost {
      refuse(
        id, .riscvS8, "the axis is \(axis) of \(type.plainDescription)",
        "let the axis be \(innermost), along which elements lie side by side")
    }
    return axis == innermost
  }

  /// Exponentials from a table, and the requantization of the quotients.
  mutating func addSoftmax(_ id: ID<Operation>, _ requantize: ID<Operation>) {
    let operation = graph[id]
    let type = graph[operation.operands[0]].type
    guard isActivation(type), operation.operands.count > 1,
      program.tensor(of: operation.operands[1]) != nil
    else {
      refuse(
        id, .riscvS2, "its table is not a constant that is at hand",
        "compile with the constants of the network")
      return
    }
    guard isInnermost(id), let operand = operand(operation.operands[0]) else { return }
    let output = graph[requantize].results[0]
    let tensor = addTensor(output)
    let extent = result.tensors[tensor].shape
    append(
      KernelStep(
        kernel: .softmax, name: layerName([id, requantize], output), value: graph[output].name,
        operators: ["softmax", "requantize"],
        reason: "exponentials of \(extent.channels) elements by a table", inputs: [operand],
        output: tensor, extent: extent, requantizations: [requantization(requantize, .result)],
        tableBytes: 1024),
      StepSource(operation: id))
  }
}
