import Basic
import IR
import Operators

extension StepBuilder {
  /// A convolution and the requantization of its sums, if they have one.
  mutating func addConvolution(_ id: ID<Operation>, _ requantize: ID<Operation>?) {
    let operation = graph[id]
    let (input, weight) = (graph[operation.operands[0]].type, graph[operation.operands[1]].type)
    guard checkProduct(id, input, weight, axis: 0) else { return }
    let attributes = operation.attributes
    let (groups, stride) = (attributes.integer("groups"), attributes.integers("stride"))
    let (padding, dilation) = (attributes.integers("padding"), attributes.integers("dilation"))
    let (channels, filters) = (input.shape[1], weight.shape[0])
    let isDepthwise = groups == channels && filters == channels && groups > 1
    guard groups == 1 || isDepthwise else {
      refuse(
        id, .riscvS7,
        "\(groups) groups of \(channels / groups) channels and "
          + "\(filters / groups) filters each",
        "split the layer into convolutions of one group, or make it depth-wise")
      return
    }
    guard requantize != nil || !isDepthwise else {
      refuse(
        id, .riscvS6,
        "its 32-bit result is an output, and \(channels) channels have windows of their own",
        "let a requantize to i8 or u8 be its only reader")
      return
    }
    guard let operand = operand(operation.operands[0]) else { return }
    let window = StepWindow(
      kernelHeight: weight.shape[2], kernelWidth: weight.shape[3], strideHeight: stride[0],
      strideWidth: stride[1], dilationHeight: dilation[0], dilationWidth: dilation[1],
      top: padding[0], left: padding[1])
    // The kernel of pointwise layers reads bytes with signs alone.
    let isPointwise =
      window == .element && padding == [0, 0, 0, 0] && input.element == .i8
    let kernel: Kernel = isDepthwise ? .depthwise : isPointwise ? .pointwise : .convolution
    let size = "\(window.kernelHeight) x \(window.kernelWidth)"
    let reason =
      switch kernel {
      case .depthwise: "each of \(channels) channels has its own \(size) window"
      case .pointwise: "the window is 1 x 1 with a stride of 1 and no padding"
      default: "\(size) window over all \(channels) channels"
      }
    addProduct(
      id, requantize, kernel: kernel, operand: operand, window: window, reason: reason,
      depth: window.taps * (isDepthwise ? 1 : channels))
  }

  /// A dense layer, or a product with a constant matrix, and the requantization of its sums, if they
  /// have one.
  mutating func addDense(_ id: ID<Operation>, _ requantize: ID<Operation>?) {
    let operation = graph[id]
    let (input, weight) = (graph[operation.operands[0]].type, graph[operation.operands[1]].type)
    let isMatrix = operation.kind == "matmul"
    guard checkProduct(id, input, weight, axis: isMatrix ? 1 : 0) else { return }
    guard weight.rank == 2, input.rank <= 3 else {
      refuse(
        id, .riscvS8, "the factors are \(input.plainDescription) and \(weight.plainDescription)",
        "multiply a tensor of up to 3 axes with a constant matrix")
      return
    }
    let value = operation.operands[0]
    guard let place = result.places[value] else { return }
    var flattened: (channels: Int, pixels: Int)?
    var operand: KernelStep.Operand?
    if case .flattened(let channels, let pixels) = place.order {
      flattened = (channels, pixels)
      operand = KernelStep.Operand(
        tensor: place.tensor, shape: MapShape(height: 1, width: 1, channels: channels * pixels),
        zeroPoint: zeroPoint(input))
    } else {
      operand = self.operand(value)
    }
    guard let operand else { return }
    let depth = input.shape[input.rank - 1]
    let rows = operand.shape.width
    let several: Kernel = input.element == .i8 ? .pointwise : .convolution
    addProduct(
      id, requantize, kernel: rows == 1 ? .dense : several, operand: operand,
      window: .element,
      reason: rows == 1 ? "one vector of \(depth)" : "\(rows) vectors of \(depth)",
      depth: depth, flattened: flattened)
  }

  private mutating func addProduct(
    _ id: ID<Operation>, _ requantize: ID<Operation>?, kernel: Kernel,
    operand: KernelStep.Operand, window: StepWindow, reason: String, depth: Int,
    flattened: (channels: Int, pixels: Int)? = nil
  ) {
    let computed = [id] + (requantize.map { [$0] } ?? [])
    let output = graph[computed[computed.count - 1]].results[0]
    let tensor = addTensor(output)
    let extent = result.tensors[tensor].shape.ofBytes
    append(
      KernelStep(
        kernel: kernel, name: layerName(computed, output), value: graph[output].name,
        operators: computed.map { graph[$0].kind }, reason: reason, inputs: [operand],
        output: tensor, extent: extent, window: window,
        requantizations: requantize.map { [requantization($0, .result, perChannel: true)] } ?? [],
        padding: operand.zeroPoint, macs: extent.byteCount * depth,
        stored: stored(graph[id].operands[1], window, depth, flattened, kernel)),
      StepSource(operation: id, requantization: requantize, flattened: flattened))
  }

  /// The stored form of weights with pruned columns, where it is smaller and its groups lie as the
  /// kernel reads them: columns of a flattened image do not.
  private func stored(
    _ weights: ID<Value>, _ window: StepWindow, _ depth: Int,
    _ flattened: (channels: Int, pixels: Int)?, _ kernel: Kernel
  ) -> EncodedChannels? {
    guard let constant = graph.constant(of: weights),
      let encoding = program.constants[constant].encoding, kernel != .depthwise,
      flattened.map({ $0.pixels == 1 }) ?? true
    else { return nil }
    let form = EncodedChannels(encoding, positions: window.taps, depth: depth / window.taps)
    return form.isSmaller ? form : nil
  }

  /// Whether activations and weights are what the kernels take.
  private mutating func checkProduct(
    _ id: ID<Operation>, _ input: TensorType, _ weight: TensorType, axis: Int
  ) -> Bool {
    let operation = graph[id]
    let before = refusals.count
    if !isActivation(input) {
      refuse(
        id, .riscvS4, "the activations are \(input.plainDescription)",
        "quantize the network to 8 bits first")
    } else if batch(input) != 1 {
      refuse(
        id, .riscvS5, "the batch is \(batch(input))", "give the network a batch of 1")
    }
    if graph.constant(of: operation.operands[1]) == nil {
      refuse(
        id, .riscvS2, "the weights are computed, not constant",
        "kernels multiply with weights that were packed before")
    } else if program.tensor(of: operation.operands[1]) == nil {
      refuse(
        id, .riscvS2, "the elements of the weights are not at hand",
        "compile with the constants of the network")
    }
    if ![.i8, .i4].contains(weight.element) || !(weight.quantization?.isSymmetric ?? true) {
      refuse(
        id, .riscvS3,
        "the weights are \(weight.element.rawValue) with zero points "
          + "\(weight.quantization?.isSymmetric ?? true ? "of" : "other than") 0",
        "quantize the weights symmetrically to i8")
    } else if let given = weight.quantization?.axis, given != axis {
      refuse(
        id, .riscvS3, "the scales of the weights differ along axis \(given), not \(axis)",
        "give each output its own scale, or all the same")
    }
    if operation.operands.count > 2, program.tensor(of: operation.operands[2]) == nil {
      refuse(
        id, .riscvS2, "the bias is not a constant that is at hand",
        "compile with the constants of the network")
    }
    return refusals.count == before
  }
}
