import Basic
import BitSparsity
import IR

/// A layer whose weights can lose columns: a convolution, a dense layer, or a product with a constant.
struct PrunableLayer: Sendable {
  /// The names that users know it by.
  let names: [String]

  /// The operation.
  let operation: ID<Operation>

  /// Its weights.
  let value: ID<Value>

  /// The elements: `i8`, with zero points 0.
  let weights: Tensor

  /// The axis of output channels.
  let axis: Int

  /// Where the weights stand.
  let layout: WeightLayout

  /// What is special about it.
  let role: Role

  /// What a layer is in its network.
  enum Role: Sendable, Equatable {
    case ordinary
    /// Few input channels, as the first layer of networks for images has.
    case stem
    /// A filter for each channel.
    case depthwise
  }

  /// Layers with fewer input channels are stems.
  private static let stemLimit = 16

  /// Every layer of a program; weights that several layers read count for the first.
  static func all(in program: Program) -> [PrunableLayer] {
    var seen: Set<ID<Value>> = []
    return program.graph.order.compactMap { id in
      guard let layer = PrunableLayer(id, program), seen.insert(layer.value).inserted else {
        return nil
      }
      return layer
    }
  }

  private init?(_ id: ID<Operation>, _ program: Program) {
    let record = program.graph[id]
    guard ["conv2d", "dense", "matmul"].contains(record.kind),
      let constant = program.graph.constant(of: record.operands[1]),
      let tensor = program.constants[constant].tensor, tensor.type.element == .i8,
      let quantization = tensor.type.quantization, quantization.isSymmetric
    else { return nil }
    axis = record.kind == "matmul" ? 1 : 0
    guard let layout = WeightLayout(tensor.type.shape, axis: axis) else { return nil }
    operation = id
    value = record.operands[1]
    weights = tensor
    self.layout = layout
    names = record.origins + record.results.map { program.graph[$0].name }
    let groups = record.kind == "conv2d" ? record.attributes.integer("groups") : 1
    if groups > 1, layout.depth == 1 {
      role = .depthwise
    } else {
      role = record.kind == "conv2d" && layout.depth < Self.stemLimit ? .stem : .ordinary
    }
  }

  /// The score of each output channel: its scale, or with one scale for all its standard deviation.
  var scores: [Double] {
    guard let quantization = weights.type.quantization, quantization.isPerTensor else {
      return weights.type.quantization?.scales ?? []
    }
    let values = weights.numbers
    return (0..<layout.channels).map { channel in
      var (sum, squares) = (0.0, 0.0)
      for position in 0..<layout.positions {
        for input in 0..<layout.depth {
          let value = values[layout.index(channel, position, input)]
          sum += value
          squares += value * value
        }
      }
      let count = Double(layout.channelCount)
      return quantization.scales[0] * (squares / count - sum * sum / (count * count)).squareRoot()
    }
  }

  /// The layer without a bias as a program of its own, with other weights.
  func alone(_ weights: Tensor, in program: Program) -> Program {
    let operation = program.graph[operation]
    var alone = Program(Graph(name: "layer"))
    let x = alone.graph.addInput("x", program.graph[operation.operands[0]].type)
    let w = alone.addConstantValue("w", weights)
    let record = Operation(operation.kind, operands: [x, w], attributes: operation.attributes)
    let type = program.graph[operation.results[0]].type
    alone.graph.append(record, names: ["y"], types: [type])
    alone.graph.outputs = alone.graph.order.flatMap { alone.graph[$0].results }
    return alone
  }
}
