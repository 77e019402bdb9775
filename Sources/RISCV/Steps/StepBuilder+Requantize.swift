import Basic
import IR
import Operators

extension StepBuilder {
  /// A `requantize` finishes the operation before it, or is a step of its own.
  mutating func addRequantize(_ id: ID<Operation>) {
    let operation = graph[id]
    let (input, output) = (operation.operands[0], operation.results[0])
    let (from, to) = (graph[input].type, graph[output].type)
    if to.element == .i32 {
      guard isActivation(from) || takesWidened(input) else {
        refuse(
          id, .riscvS6, "it brings \(from.plainDescription) to 32 bits",
          "only 8-bit activations are brought to 32 bits, for a sum of two")
        return
      }
      widen(id)
      return
    }
    guard isActivation(to) else {
      refuse(
        id, .riscvS4, "its result is \(to.plainDescription)", "quantize activations to i8 or u8")
      return
    }
    guard from.element == .i32 else {
      addElementwiseRequantize(id)
      return
    }
    guard !isInputOfSums(input) else {
      addSumsRequantize(id)
      return
    }
    guard let source = takeWaiting(input) else {
      refuse(
        id, .riscvS6, "its operand '\(graph[input].name)' has other readers",
        "let one requantize to 8 bits be the only reader of a 32-bit result")
      return
    }
    switch graph[source].kind {
    case "conv2d": addConvolution(source, id)
    case "dense", "matmul": addDense(source, id)
    case "add": addSum(source, id)
    case "mul": addProduct(source, id)
    default: addSoftmax(source, id)
    }
  }

  /// 8 bits to 8 bits; the order of elements stays.
  private mutating func addElementwiseRequantize(_ id: ID<Operation>) {
    let operation = graph[id]
    guard graph[operation.operands[0]].type.element.bits == 8 else {
      refuse(
        id, .riscvS4, "its operand is \(graph[operation.operands[0]].type.plainDescription)",
        "quantize activations to i8 or u8")
      return
    }
    addElementwise(
      id, kernel: .requantize, requantizations: [requantization(id, .result)],
      reason: "8-bit activations get another scale", tableBytes: 256)
  }

  /// A step from one activation to one of the same shape; the order of elements stays.
  mutating func addElementwise(
    _ id: ID<Operation>, kernel: Kernel, requantizations: [StepRequantization], reason: String,
    tableBytes: Int = 0
  ) {
    let operation = graph[id]
    let (input, output) = (operation.operands[0], operation.results[0])
    guard let place = result.places[input] else { return }
    let tensor = addTensor(output)
    // The bytes may lie otherwise than the shape of the result says; element by element it is all
    // the same.
    result.tensors[tensor].shape = result.tensors[place.tensor].shape
    result.places[output] = ValuePlace(tensor: tensor, shape: place.shape, order: place.order)
    let shape = result.tensors[place.tensor].shape
    append(
      KernelStep(
        kernel: kernel, name: layerName([id], output), value: graph[output].name,
        operators: [operation.kind], reason: reason,
        inputs: [
          .init(tensor: place.tensor, shape: shape, zeroPoint: zeroPoint(graph[input].type))
        ], output: tensor, extent: shape, requantizations: requantizations,
        tableBytes: tableBytes),
      StepSource(operation: id, values: [input]))
  }

  /// What a `requantize` does; factors that differ between channels are left to the constants.
  func requantization(
    _ id: ID<Operation>, _ role: StepRequantization.Role, perChannel: Bool = false
  ) -> StepRequantization {
    let call = graph.call(id)
    let requantizers = Requantize.requantizers(call)
    let first = requantizers[0]
    return StepRequantization(
      role: role, mode: first.mode, inputBits: call.operands[0].element.bits,
      factor: perChannel ? nil : StepRequantization.Factor(first), zeroIn: first.zeroIn,
      zeroOut: first.zeroOut, low: first.low, high: first.high)
  }
}
