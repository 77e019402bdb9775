import Basic
import IR
import Operators

/// Sums of 32 bits that leave the network or come into it, as those of the parts of several devices do.
extension StepBuilder {
  /// Whether an operation multiplies with weights and the network gives its sums as they are, as the
  /// part of a device does whose sums are added to those of others.
  func isOutputOfSums(_ operation: Operation) -> Bool {
    isSum(operation) && ["conv2d", "dense", "matmul"].contains(operation.kind)
      && graph.outputs.contains(operation.results[0]) && readerCount(of: operation.results[0]) == 1
  }

  /// A product with weights whose sums are an output of the network.
  mutating func addSums(_ id: ID<Operation>) {
    if graph[id].kind == "conv2d" { addConvolution(id, nil) } else { addDense(id, nil) }
  }

  /// Whether a value is an input of the network that has sums of 32 bits.
  func isInputOfSums(_ value: ID<Value>) -> Bool {
    graph[value].type.element == .i32 && graph.definingOperation(of: value) == nil
      && result.places[value] != nil
  }

  /// Sums that the network is given, such as those of the parts of several devices, to 8 bits.
  mutating func addSumsRequantize(_ id: ID<Operation>) {
    let (input, output) = (graph[id].operands[0], graph[id].results[0])
    let type = graph[input].type
    let channelAxis = type.rank == 4 ? 1 : type.rank - 1
    let axes = [type.quantization?.axis, graph[output].type.quantization?.axis].compactMap { $0 }
    guard let operand = operand(input), axes.allSatisfy({ $0 == channelAxis }) else {
      refuse(
        id, .riscvS3, "its scales differ along another axis than \(channelAxis)",
        "give each channel its own scale, or all the same")
      return
    }
    let tensor = addTensor(output)
    append(
      KernelStep(
        kernel: .requantizeSums, name: layerName([id], output), value: graph[output].name,
        operators: [graph[id].kind], reason: "sums of 32 bits get the scale of the result",
        inputs: [operand], output: tensor, extent: result.tensors[tensor].shape,
        requantizations: [requantization(id, .result, perChannel: true)]),
      StepSource(operation: id, requantization: id))
  }
}
