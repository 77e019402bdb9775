import Backend
import Basic
import IR
import Operators

/// Makes layers of what works element by element: activations of their own, and maps that are added or
/// joined.
///
/// Maps of one layer lie side by side in the feature memory, so that they are the rows of one image: an
/// `add` sums over the rows of a window that is as high as there are maps. Weights are powers of two
/// that bring all maps to one fraction, so no bit is lost before the shift behind the sum.
struct ElementwiseLayers {
  let program: Program
  let profile: NumberProfile

  /// The operators that read several maps.
  static let joins = ["add", "concat"]

  /// The operators that become layers if none is before them.
  static let activations = ["relu", "clip", "sigmoid", "tanh", "leaky_relu"]

  /// All of them.
  static let kinds = joins + activations

  private func refuse(_ rule: Rule, _ text: String) -> LayerShapes.Answer {
    .refused(Support.Reason(rule, text))
  }

  /// The layer of an operation whose maps lie as `views` say.
  ///
  /// - Parameters:
  ///   - fraction: the fraction of the sums; at least that of each map.
  ///   - layers: those before, which may have put a map beside another already.
  func layer(
    _ id: ID<Operation>, _ views: [MapView], fraction: Int, after layers: [QuantizedLayer]
  ) -> LayerShapes.Answer {
    let operation = program.graph[id]
    let result = program.graph[operation.results[0]]
    let isJoin = Self.joins.contains(operation.kind)
    let types = operation.operands.prefix(views.count).map { program.graph[$0].type }
    guard views.allSatisfy({ !$0.isFlat || $0.isPlain }) else {
      return refuse(.hydraLayout, "it reads the flattened channels of an image")
    }
    if isJoin, let text = neighbours(views, layers) { return refuse(.hydraNeighbours, text) }
    if operation.kind == "add", types.contains(where: { $0.shape != types[0].shape }) {
      let shapes = types.map { "\($0.shape)" }.joined(separator: " and ")
      return refuse(.hydraNeighbours, "it adds \(shapes)")
    }
    let shifts = views.map { fraction - $0.fraction }
    guard shifts.allSatisfy({ (0..<profile.dataBits - 1).contains($0) }) else {
      return refuse(
        .hydraShiftRange,
        "fractions \(views.map(\.fraction)) of its maps, which differ by \(profile.dataBits - 2) at most"
      )
    }
    let parts = zip(views, shifts).map { Part(shape: $0.shape, weight: Int16(1) << Int16($1)) }
    guard let form = isJoin ? joined(operation, parts) : single(parts[0]) else {
      return refuse(
        .hydraNeighbours,
        "it joins \(types.map(\.plainDescription).joined(separator: " and "))")
    }
    var layer = QuantizedLayer(
      name: operation.origins.isEmpty ? result.name : operation.layerName, value: result.name,
      sources: views.map(\.source), operation: form.operation, input: form.input,
      output: form.output, fraction: views[0].fraction)
    layer.kernel = form.kernel
    layer.weightFraction = fraction - views[0].fraction
    layer.weights = form.weights
    if form.operation == .dense {
      // These weights are the square of the channels: sizes that no device has are refused before they
      // are made.
      let oversize = LayerChecks.oversize(layer).first ?? LayerChecks.overweight(layer)
      if let oversize { return .refused(oversize) }
      layer.weights = interleaving(parts)
    }
    return .layer(layer)
  }

  /// Why maps cannot lie side by side, or `nil`.
  private func neighbours(_ views: [MapView], _ layers: [QuantizedLayer]) -> String? {
    let sources = views.map(\.source)
    if Set(sources).count < sources.count { return "it reads one map twice" }
    // What is refused has a source below -1, and lies nowhere.
    for source in sources where source >= -1 {
      if let other = layers.first(where: { $0.sources.count > 1 && $0.sources.contains(source) }) {
        let name = source < 0 ? "the input" : "'\(layers[source].value)'"
        return "\(name) lies beside another map already, for '\(other.value)'"
      }
    }
    return nil
  }

  fileprivate struct Part {
    var shape: QuantizedNetwork.Shape
    var weight: Int16
  }

  private struct Form {
    var operation = LayerOperation.channelSum
    var input: QuantizedNetwork.Shape
    var output: QuantizedNetwork.Shape
    var kernel = [1, 1]
    /// Empty for a dense layer.
    var weights: [Int16]
  }

  private func single(_ part: Part) -> Form {
    Form(
      input: part.shape, output: part.shape,
      weights: Array(repeating: part.weight, count: part.shape.channels))
  }

  /// The form of an operation that reads several maps, `nil` if it has none.
  private func joined(_ operation: Operation, _ parts: [Part]) -> Form? {
    let (count, first) = (parts.count, parts[0].shape)
    let pixels = first.height * first.width
    let rows = QuantizedNetwork.Shape(height: count, width: pixels, channels: first.channels)
    if operation.kind == "add" {
      let weights = parts.map(\.weight)
      return Form(
        input: rows, output: .init(height: 1, width: pixels, channels: first.channels),
        kernel: [count, 1], weights: (0..<first.channels).flatMap { _ in weights })
    }
    let rank = program.graph[operation.operands[0]].type.rank
    let given = operation.attributes.integer("axis")
    let axis = given < 0 ? given + rank : given
    if axis == rank - 1 && rank <= 2 || axis == 1 && pixels == 1 && parts.allPixels {
      // Vectors follow one another.
      let shape = QuantizedNetwork.Shape(
        height: 1, width: 1, channels: parts.reduce(0) { $0 + $1.shape.count })
      return Form(
        input: shape, output: shape,
        weights: parts.flatMap { Array(repeating: $0.weight, count: $0.shape.count) })
    }
    if axis == 2, parts.allSatisfy({ $0.weight == parts[0].weight }) {
      // Rows of images follow one another.
      let shape = QuantizedNetwork.Shape(
        height: parts.reduce(0) { $0 + $1.shape.height }, width: first.width,
        channels: first.channels)
      return Form(
        input: shape, output: shape,
        weights: Array(repeating: parts[0].weight, count: first.channels))
    }
    guard axis == 1, parts.allSatisfy({ $0.shape == first }) else { return nil }
    // The channels of a position come from every row.
    return Form(
      operation: .dense, input: rows,
      output: .init(height: 1, width: pixels, channels: count * first.channels),
      kernel: [count, 1], weights: [])
  }

  /// The weights of a dense layer that joins channels: one other than zero for each output.
  private func interleaving(_ parts: [Part]) -> [Int16] {
    let channels = parts[0].shape.channels
    let outputs = parts.count * channels
    var weights = [Int16](repeating: 0, count: outputs * outputs)
    for (index, part) in parts.enumerated() {
      for output in index * channels..<(index + 1) * channels {
        weights[output * outputs + output] = part.weight
      }
    }
    return weights
  }
}

extension [ElementwiseLayers.Part] {
  /// Whether all are of one pixel.
  fileprivate var allPixels: Bool { allSatisfy { $0.shape.height * $0.shape.width == 1 } }
}
