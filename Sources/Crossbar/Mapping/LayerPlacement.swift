import Backend
import Basic
import IR

/// A layer that the crossbar computes, before it is cut into tiles.
struct AnalogLayer: Sendable {
  /// Its weights.
  var matrix: WeightMatrix

  /// Its activations and pixels.
  var map: ActivationMap

  /// How its weights become cells.
  var encoding: WeightEncoding

  /// The low halves that weights share, if `encoding` says that they do.
  var lowHalves: SharedLowHalves?

  /// 128 for unsigned activations, which the converters take as signed; else 0.
  var inputShift: Int

  /// The shifted zero point of the activations.
  var zero: Int

  /// The bias of each output; empty if there is none.
  var bias: [Int32]
}

/// Decides what runs each operation.
struct LayerPlacement: Sendable {
  /// Where an operation runs.
  enum Decision {
    case crossbar(AnalogLayer)
    case elsewhere(PlanLayer.Engine, Support.Reason)
  }

  /// The target with its options.
  let target: CrossbarTarget

  /// Decides for one operation of a verified program.
  func decide(_ id: ID<Operation>, in program: Program) -> Decision {
    let graph = program.graph
    let operation = graph[id]
    guard ["conv2d", "dense", "matmul"].contains(operation.kind) else {
      return cores(.crossbarS1, "\(operation.kind) is no product with a constant matrix")
    }
    let types = operation.operands.map { graph[$0].type }
    if operation.kind == "conv2d", let refusal = depthwise(operation, types) { return refusal }
    if let refusal = excluded(operation, types) { return refusal }
    if let refusal = unsuitable(operation, types, program) { return refusal }
    guard let weight = program.tensor(of: operation.operands[1]) else {
      return cores(.crossbarS2, "the weights are not a constant that is at hand")
    }
    var bias: [Int32] = []
    if operation.operands.count > 2 {
      guard let constant = program.tensor(of: operation.operands[2]), constant.type.element == .i32
      else { return cores(.crossbarS2, "the bias is not an i32 constant that is at hand") }
      bias = constant.integers
    }
    let result = graph[operation.results[0]].type
    let input = types[0]
    let map = map(operation, types, result)
    guard let span = map.span, span <= ActivationMap.spanLimit else {
      let text = map.span.map { "\(NumberText.grouped($0)) bytes" } ?? "more than 2^63 bytes"
      return cores(.crossbarS7, "the walk over the activations takes steps or maps of \(text)")
    }
    let shift = input.element == .u8 ? 128 : 0
    let zero = Int(input.quantization?.zeroPoint(at: 0) ?? 0) - shift
    let matrix = matrix(operation, weight)
    let lowHalves = program.encoding(of: operation.operands[1]).flatMap {
      SharedLowHalves(
        matrix, InputGroups(channels: map.channels / matrix.groups, size: $0.group))
    }
    return .crossbar(
      AnalogLayer(
        matrix: matrix, map: map,
        encoding: weight.type.element == .i4 ? .direct : lowHalves == nil ? .highLow : .sharedLow,
        lowHalves: lowHalves, inputShift: shift, zero: zero, bias: bias))
  }

  private func cores(_ rule: Rule, _ text: String) -> Decision {
    .elsewhere(.cores, Support.Reason(rule, text))
  }

  private func depthwise(_ operation: Operation, _ types: [TensorType]) -> Decision? {
    let weight = types[1].shape
    guard operation.attributes.integer("groups") > 1, weight[1] == 1 else { return nil }
    let taps = weight[2] * weight[3]
    let perJob = max(1, min(types[0].shape[1], target.rows / taps))
    let jobs = (types[0].shape[1] + perJob - 1) / perJob
    let percent = NumberText.fixed(100 / Double(perJob), 1)
    let text =
      "depth-wise: with \(perJob) channels a job 1 cell in \(perJob) (\(percent) %) holds a weight"
      + ", \(jobs) job\(jobs == 1 ? "" : "s") a pixel"
    let isThree = weight[2] == 3 && weight[3] == 3
    return .elsewhere(
      target.depthwise == .engine && isThree ? .depthwiseEngine : .cores,
      Support.Reason(.crossbarS5, text))
  }

  private func excluded(_ operation: Operation, _ types: [TensorType]) -> Decision? {
    let isConvolution = operation.kind == "conv2d"
    let isPointwise = isConvolution && types[1].shape[2...] == [1, 1]
    let choice = target.layers
    guard choice == .convolution && !isConvolution || choice == .pointwise && !isPointwise else {
      return nil
    }
    return cores(.crossbarS6, "layers is \(choice.rawValue)")
  }

  private func unsuitable(
    _ operation: Operation, _ types: [TensorType], _ program: Program
  ) -> Decision? {
    let (input, weight) = (types[0], types[1])
    guard [.i8, .u8].contains(input.element), input.isQuantizedPerTensor else {
      return cores(.crossbarS4, "the activations are \(input.plainDescription)")
    }
    guard program.graph.constant(of: operation.operands[1]) != nil else {
      return cores(.crossbarS2, "the weights are computed, not constant")
    }
    guard [.i8, .i4].contains(weight.element) else {
      return cores(.crossbarS3, "the weights are \(weight.element.rawValue)")
    }
    guard weight.quantization?.isSymmetric ?? true else {
      return cores(.crossbarS3, "the weights have zero points other than zero")
    }
    guard operation.kind != "matmul" || weight.rank == 2 else {
      return cores(.crossbarS1, "the right factor has \(weight.rank) axes, not 2")
    }
    return nil
  }

  private func matrix(_ operation: Operation, _ weight: Tensor) -> WeightMatrix {
    switch operation.kind {
    case "conv2d":
      WeightMatrix(convolution: weight, groups: operation.attributes.integer("groups"))
    case "dense": WeightMatrix(dense: weight)
    default: WeightMatrix(product: weight)
    }
  }

  private func map(
    _ operation: Operation, _ types: [TensorType], _ result: TensorType
  ) -> ActivationMap {
    let input = types[0].shape
    guard operation.kind == "conv2d" else {
      let depth = input[input.count - 1]
      let vectors = types[0].elementCount / depth
      return ActivationMap(
        images: 1, height: 1, width: vectors, channels: depth, inputHeight: 1,
        inputWidth: vectors, top: 0, left: 0, kernelHeight: 1, kernelWidth: 1, strideY: 1,
        strideX: 1, dilationY: 1, dilationX: 1, outputHeight: 1, outputWidth: vectors,
        isVectors: true)
    }
    let padding = operation.attributes.integers("padding")
    let stride = operation.attributes.integers("stride")
    let dilation = operation.attributes.integers("dilation")
    let kernel = types[1].shape
    return ActivationMap(
      images: input[0], height: input[2] + padding[0] + padding[2],
      width: input[3] + padding[1] + padding[3], channels: input[1], inputHeight: input[2],
      inputWidth: input[3], top: padding[0], left: padding[1], kernelHeight: kernel[2],
      kernelWidth: kernel[3], strideY: stride[0], strideX: stride[1], dilationY: dilation[0],
      dilationX: dilation[1], outputHeight: result.shape[2], outputWidth: result.shape[3],
      isVectors: false)
  }
}

extension Program {
  /// How the elements of a constant are stored bit by bit, if they are.
  fileprivate func encoding(of value: ID<Value>) -> BitSparseEncoding? {
    graph.constant(of: value).flatMap { constants[$0].encoding }
  }
}
