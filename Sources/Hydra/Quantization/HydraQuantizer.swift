import Backend
import Basic
import IR
import Operators

/// Chooses powers of two for a floating-point network, and makes it one of the device's numbers.
///
/// Weights are covered whole, activations to 99.9 %; sigmoid and tanh give the finest fraction that
/// the device has.
struct HydraQuantizer {
  let program: Program
  let profile: NumberProfile
  let counts: [MagnitudeCounts]

  /// Whether a softmax that gives the output is left out.
  let dropsSoftmax: Bool

  let uses: [Int]
  private(set) var readers: [ID<Value>: ID<Operation>] = [:]
  private(set) var views: [ID<Value>: MapView] = [:]
  var done: Set<ID<Operation>> = []

  /// The layers, each with the operation that it starts from.
  private(set) var layers: [QuantizedLayer] = []
  private(set) var starts: [ID<Operation>: Int] = [:]

  /// Why operations have no form.
  var refusals: [(operation: ID<Operation>, reason: Support.Reason)] = []

  init(
    _ program: Program, profile: NumberProfile, counts: [MagnitudeCounts],
    dropsSoftmax: Bool
  ) {
    (self.program, self.profile, self.counts) = (program, profile, counts)
    self.dropsSoftmax = dropsSoftmax
    uses = program.graph.useCounts
    for id in program.graph.order {
      for operand in program.graph[id].operands { readers[operand] = id }
    }
  }

  var graph: Graph { program.graph }

  /// The fraction of a value, from its magnitudes.
  func fraction(of id: ID<Value>) -> Int {
    Fractions.covering(counts[id.index].quantile(Fractions.activationPart), profile)
  }

  /// The network, or `nil` if an operation has no form.
  mutating func network() -> QuantizedNetwork? {
    for input in graph.inputs {
      views[input] = MapView(
        source: -1, tensor: graph[input].type.shape, fraction: fraction(of: input))
    }
    for id in graph.order where !done.contains(id) {
      guard let reason = lower(id, graph[id]) else { continue }
      refusals.append((id, reason))
      // What reads the results is looked at all the same.
      for result in graph[id].results {
        views[result] = MapView(
          source: -1 - refusals.count, tensor: graph[result].type.shape, fraction: 0)
      }
    }
    guard refusals.isEmpty, graph.inputs.count == 1, let input = views[graph.inputs[0]] else {
      return nil
    }
    return QuantizedNetwork(
      name: graph.name, input: input.shape, inputFraction: input.fraction, layers: layers)
  }

  private mutating func lower(_ id: ID<Operation>, _ operation: Operation) -> Support.Reason? {
    if ElementwiseLayers.kinds.contains(operation.kind) { return lowerElementwise(id, operation) }
    if isDroppedSoftmax(operation) {
      views[operation.results[0]] = views[operation.operands[0]]
      return nil
    }
    guard let operand = operation.operands.first,
      LayerShapes.kinds.contains(operation.kind)
        || ["flatten", "reshape"].contains(operation.kind)
    else { return Support.Reason(.hydraOperator, "\(operation.kind) is no layer of the device") }
    guard let view = views[operand] else {
      return Support.Reason(.hydraBatch, "it reads \(graph[operand].type)")
    }
    let result = operation.results[0]
    if !LayerShapes.kinds.contains(operation.kind) {
      views[result] = view.reshaped(graph[result].type.shape)
      let types = "\(graph[operand].type) becomes \(graph[result].type)"
      return views[result] == nil ? Support.Reason(.hydraLayout, types) : nil
    }
    switch LayerShapes(program: program).layer(id, view: view) {
    case .refused(let reason): return reason
    case .layer(var layer):
      var value = result
      if layer.operation != .channelMaximum {
        if let reason = absorbActivation(operation, &layer, &value) { return reason }
        chooseOutput(&layer, fraction(of: value))
        if let reason = quantize(operation, view, &layer) { return reason }
      } else {
        layer.rounding = .floor
      }
      accept(layer, id, value)
      return nil
    }
  }

  /// Adds the layer that an operation starts and that gives a value.
  mutating func accept(_ layer: QuantizedLayer, _ id: ID<Operation>, _ value: ID<Value>) {
    starts[id] = layers.count
    layers.append(layer)
    layers[layers.count - 1].value = graph[value].name
    views[value] = MapView(
      source: layers.count - 1, tensor: graph[value].type.shape, fraction: layer.outputFraction)
  }

  /// Whether an operation is a softmax over the classes of the output, whose order it keeps.
  private func isDroppedSoftmax(_ operation: Operation) -> Bool {
    guard dropsSoftmax, operation.kind == "softmax", graph.outputs == operation.results else {
      return false
    }
    let rank = graph[operation.results[0]].type.rank
    return [-1, rank - 1].contains(operation.attributes.integer("axis"))
  }

  private func quantize(
    _ operation: Operation, _ view: MapView, _ layer: inout QuantizedLayer
  ) -> Support.Reason? {
    guard ["conv2d", "dense"].contains(operation.kind) else {
      // The weights of a mean are one over the number of its elements.
      let mean = 1 / Double(layer.products)
      chooseWeights(&layer, Fractions.covering(mean, profile), bias: [])
      let weight = Int16(Fractions.rounded(mean, layer.weightFraction, profile))
      layer.weights = Array(repeating: weight, count: layer.products * layer.output.channels)
      return nil
    }
    let parameters = operation.operands.dropFirst().map { program.tensor(of: $0) }
    guard let weight = parameters.first ?? nil, parameters.allSatisfy({ $0 != nil }) else {
      return Support.Reason(.hydraConstants, "weights or bias are not constants at hand")
    }
    let values = weight.numbers
    let bias = parameters.count > 1 ? parameters[1]?.numbers ?? [] : []
    guard (values + bias).allSatisfy(\.isFinite) else {
      return Support.Reason(.hydraConstants, "weights or bias are not finite")
    }
    let largest = values.reduce(0) { max($0, abs($1)) }
    chooseWeights(&layer, Fractions.covering(largest, profile), bias: bias)
    layer.weights = LayerShapes.ordered(values, shape: weight.type.shape, view: view).map {
      Int16(Fractions.rounded($0, layer.weightFraction, profile))
    }
    let scale = Fractions.scale(layer.inputFraction + layer.weightFraction)
    layer.biases = BiasForm.rounded(bias.map { Int(($0 * scale).rounded(.toNearestOrEven)) })
    return nil
  }

  /// Takes the fraction of weights, or a coarser one if biases or the shift do not fit.
  private func chooseWeights(_ layer: inout QuantizedLayer, _ fraction: Int, bias: [Double]) {
    let largest = bias.reduce(0) { max($0, abs($1)) }
    // What is rounded to the bits that the device keeps of a bias stays below the quarter of the range.
    let bits = profile.accumulatorBits
    let limit = Double(1 << (bits - 2) - 1 << (bits - 32))
    layer.weightFraction = fraction
    while layer.shift > 31
      || largest * Fractions.scale(layer.inputFraction + layer.weightFraction) > limit
    { layer.weightFraction -= 1 }
    // Sums so coarse that they could not be shifted to the output's fraction give a coarser one.
    if layer.shift < -16, !layer.activation.isTabulated, layer.activation != .relu6 {
      layer.outputFraction += layer.shift + 16
    }
  }
}
