import Backend
import Basic
import IR
import Operators

/// Derives the shape of a layer from an operation that computes one.
struct LayerShapes {
  /// A layer without numbers yet, or why there is none.
  enum Answer {
    case layer(QuantizedLayer)
    case refused(Support.Reason)
  }

  let program: Program

  /// The operators that become layers.
  static let kinds = ["conv2d", "dense", "max_pool2d", "average_pool2d", "global_average_pool"]

  private func refuse(_ rule: Rule, _ text: String) -> Answer {
    .refused(Support.Reason(rule, text))
  }

  /// The layer of an operation whose input lies as `view` says.
  func layer(_ id: ID<Operation>, view: MapView) -> Answer {
    let (graph, operation) = (program.graph, program.graph[id])
    let result = graph[operation.results[0]]
    let types = operation.operands.map { graph[$0].type }
    guard let output = MapView(source: 0, tensor: result.type.shape, fraction: 0) else {
      return refuse(.hydraBatch, "the result is \(result.type.plainDescription)")
    }
    var input = view.shape
    var (kernel, stride, padding) = ([1, 1], [1, 1], [0, 0])
    var kind = LayerOperation.dense
    let attributes = operation.attributes
    switch operation.kind {
    case "conv2d":
      let (groups, weight) = (attributes.integer("groups"), types[1].shape)
      let dilation = attributes.integers("dilation")
      guard dilation == [1, 1] else { return refuse(.hydraConvolution, "dilation \(dilation)") }
      guard groups == 1 || weight[1] == 1 && weight[0] == groups else {
        return refuse(
          .hydraConvolution,
          "\(groups) groups of \(weight[1]) channels with \(weight[0] / groups) filters each")
      }
      if groups > 1 { kind = .channelSum }
      kernel = Array(weight[2...])
      stride = attributes.integers("stride")
      padding = Array(attributes.integers("padding").prefix(2))
    case "dense":
      guard view.isFlat else {
        return refuse(.hydraLayout, "a dense layer over the columns of an image")
      }
      input = .init(height: 1, width: 1, channels: view.shape.count)
    case "max_pool2d", "average_pool2d":
      kind = operation.kind == "max_pool2d" ? .channelMaximum : .channelSum
      kernel = attributes.integers("window")
      stride = attributes.integers("stride")
      let sides = attributes.integers("padding")
      padding = Array(sides.prefix(2))
      let isPadded = sides != [0, 0, 0, 0]
      if kind == .channelSum, isPadded, !attributes.boolean("count_padding") {
        return refuse(.hydraPooling, "padding \(sides) does not count in the mean")
      }
    default:
      kind = .channelSum
      kernel = [input.height, input.width]
    }
    return .layer(
      QuantizedLayer(
        name: operation.origins.isEmpty ? result.name : operation.layerName, value: result.name,
        sources: [view.source], operation: kind, input: input, output: output.shape,
        fraction: view.fraction
      ).moving(kernel, stride, padding))
  }

  /// Weights [O, C, kh, kw] or [U, K] in the order in which a layer reads its window.
  static func ordered<Number>(
    _ elements: [Number], shape: [Int], view: MapView
  ) -> [Number] {
    guard shape.count == 4 else {
      // The columns of the matrix follow the program's order of the elements of the map.
      var columns = [Int](repeating: 0, count: shape[1])
      for (column, place) in view.order.enumerated() { columns[place] = column }
      return (0..<shape[0]).flatMap { row in
        columns.map { elements[row * shape[1] + $0] }
      }
    }
    let (channels, taps) = (shape[1], shape[2] * shape[3])
    return (0..<shape[0]).flatMap { filter in
      (0..<taps).flatMap { tap in
        (0..<channels).map { elements[(filter * channels + $0) * taps + tap] }
      }
    }
  }
}

extension QuantizedLayer {
  /// The layer with a window.
  fileprivate func moving(_ kernel: [Int], _ stride: [Int], _ padding: [Int]) -> QuantizedLayer {
    var layer = self
    (layer.kernel, layer.stride, layer.padding) = (kernel, stride, padding)
    return layer
  }
}
