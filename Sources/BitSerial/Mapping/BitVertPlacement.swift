import Backend
import Basic
import BitSparsity
import IR

/// Decides what runs each operation, and takes what the array computes apart.
struct BitVertPlacement {
  /// A layer that the array computes.
  struct ArrayLayer {
    let shape: LayerShape
    let zero: Int
    let encoding: BitSparseEncoding?

    /// The weights, output channels along axis 0: [K, C, kh, kw].
    let weights: [Int8]

    /// Of each output channel; empty if there is none.
    let bias: [Int32]
  }

  /// Where an operation runs.
  enum Decision {
    case array(ArrayLayer)
    case host(Support.Reason)
  }

  /// The accelerator.
  let target: BitVertTarget

  /// Decides for one operation of a verified program.
  func decide(_ id: ID<Operation>, in program: Program) -> Decision {
    let graph = program.graph
    let operation = graph[id]
    guard ["conv2d", "dense", "matmul"].contains(operation.kind) else {
      return host(.bitvertS1, "\(operation.kind) is no product with constant weights")
    }
    let types = operation.operands.map { graph[$0].type }
    let (x, w) = (types[0], types[1])
    guard let id = graph.constant(of: operation.operands[1]),
      let tensor = program.constants[id].tensor
    else { return host(.bitvertS2, "the weights are not a constant that is at hand") }
    guard w.element == .i8, w.quantization?.isSymmetric ?? true else {
      return host(.bitvertS3, "the weights are \(w.plainDescription)")
    }
    guard [.i8, .u8].contains(x.element), x.isQuantizedPerTensor else {
      return host(.bitvertS4, "the activations are \(x.plainDescription)")
    }
    guard operation.kind != "matmul" || w.rank == 2 else {
      return host(.bitvertS1, "the right factor has \(w.rank) axes, not 2")
    }
    guard operation.kind != "conv2d" || x.shape[0] == 1 else {
      return host(.bitvertS5, "the batch has \(x.shape[0]) maps")
    }
    let encoding = program.constants[id].encoding
    if let encoding, !encoding.group.isMultiple(of: target.lanes) {
      return host(.bitvertS6, "groups have \(encoding.group) weights")
    }
    var bias: [Int32] = []
    if operation.operands.count > 2 {
      guard let constant = program.tensor(of: operation.operands[2]), constant.type.element == .i32
      else { return host(.bitvertS2, "the bias is not an i32 constant that is at hand") }
      bias = constant.integers
    }
    let shape = shape(operation, types, graph[operation.results[0]].type)
    let weights = tensor.numbers.map { Int8($0) }
    var form = encoding
    form?.axis = 0
    let layer = ArrayLayer(
      shape: shape, zero: Int(x.quantization?.zeroPoint(at: 0) ?? 0), encoding: form,
      weights: operation.kind == "matmul" ? transposed(weights, w.shape) : weights, bias: bias)
    guard
      BitSerialLayer(
        name: "", kind: shape.kind, channels: shape.channels, filters: shape.filters) != nil
    else { return host(.bitvertS7, "the layer has \(shape.weights) weights") }
    return .array(layer)
  }

  private func host(_ rule: Rule, _ text: String) -> Decision {
    .host(Support.Reason(rule, text))
  }

  private func transposed(_ matrix: [Int8], _ shape: [Int]) -> [Int8] {
    let (rows, columns) = (shape[0], shape[1])
    return (0..<matrix.count).map { matrix[$0 % rows * columns + $0 / rows] }
  }

  private func shape(
    _ operation: Operation, _ types: [TensorType], _ result: TensorType
  ) -> LayerShape {
    let (x, w) = (types[0].shape, types[1].shape)
    let one = PlaneSize(1)
    guard operation.kind == "conv2d" else {
      let depth = x[x.count - 1]
      let line = PlaneSize(height: 1, width: types[0].elementCount / depth)
      return LayerShape(
        channels: depth, filters: operation.kind == "dense" ? w[0] : w[1], groups: 1, input: line,
        output: line, kernel: one, stride: one, dilation: one, top: 0, left: 0, isVectors: true)
    }
    func plane(_ name: String) -> PlaneSize {
      let sizes = operation.attributes.integers(name)
      return PlaneSize(height: sizes[0], width: sizes[1])
    }
    let padding = operation.attributes.integers("padding")
    return LayerShape(
      channels: x[1], filters: w[0], groups: operation.attributes.integer("groups"),
      input: PlaneSize(height: x[2], width: x[3]),
      output: PlaneSize(height: result.shape[2], width: result.shape[3]),
      kernel: PlaneSize(height: w[2], width: w[3]), stride: plane("stride"),
      dilation: plane("dilation"), top: padding[0], left: padding[1], isVectors: false)
  }
}
