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

  private var uses: [Int]
  private var readers: [ID<Value>: ID<Operation>] = [:]
  private var views: [ID<Value>: MapView] = [:]
  private var done: Set<ID<Operation>> = []

  /// The layers, each with the operation that it starts from.
  private(set) var layers: [QuantizedLayer] = []
  private(set) var starts: [ID<Operation>: Int] = [:]

  /// Why operations have no form.
  private(set) var refusals: [(operation: ID<Operation>, reason: Support.Reason)] = []

  init(_ program: Program, profile: NumberProfile, counts: [MagnitudeCounts]) {
    (self.program, self.profile, self.counts) = (program, profile, counts)
    uses = program.graph.useCounts
    for id in program.graph.order {
      for operand in program.graph[id].operands { readers[operand] = id }
    }
  }

  /// Why operations of a program have no form on a device, whatever the samples are.
  static func refusals(
    _ program: Program, _ device: HydraDevice
  ) -> [(operation: ID<Operation>, reason: Support.Reason)] {
    let counts = [MagnitudeCounts](repeating: MagnitudeCounts(), count: program.graph.values.count)
    var quantizer = HydraQuantizer(program, profile: device.profile, counts: counts)
    _ = quantizer.network()
    // Fractions, and with them shifts and biases, are chosen by samples.
    let chosen: [Rule] = [.hydraShiftRange, .hydraBiasSize]
    let checks = LayerChecks(device: device)
    for id in program.graph.order {
      guard let index = quantizer.starts[id] else { continue }
      let faults = checks.faults(quantizer.layers[index]).filter { !chosen.contains($0.rule) }
      quantizer.refusals += faults.map { (id, $0) }
    }
    return quantizer.refusals
  }

  private var graph: Graph { program.graph }

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
        views[result] = MapView(source: -1, tensor: graph[result].type.shape, fraction: 0)
      }
    }
    guard refusals.isEmpty, graph.inputs.count == 1, let input = views[graph.inputs[0]] else {
      return nil
    }
    return QuantizedNetwork(
      name: graph.name, input: input.shape, inputFraction: input.fraction, layers: layers)
  }

  private mutating func lower(_ id: ID<Operation>, _ operation: Operation) -> Support.Reason? {
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
      layer.value = graph[value].name
      starts[id] = layers.count
      layers.append(layer)
      views[value] = MapView(
        source: layers.count - 1, tensor: graph[value].type.shape, fraction: layer.outputFraction)
      return nil
    }
  }

  // MARK: - Activations

  private mutating func absorbActivation(
    _ operation: Operation, _ layer: inout QuantizedLayer, _ value: inout ID<Value>
  ) -> Support.Reason? {
    if case .activation(let fused) = operation.attributes["activation"] {
      guard let function = Self.function(fused) else {
        return Support.Reason(.hydraRequantization, "the activation \(fused)")
      }
      layer.activation = function
    }
    guard layer.activation == .identity, uses[value.index] == 1, let next = readers[value] else {
      return nil
    }
    let follower = graph[next]
    switch follower.kind {
    case "relu": layer.activation = .relu
    case "sigmoid": layer.activation = .sigmoid
    case "tanh": layer.activation = .tanh
    case "clip":
      let bounds = Activation.clip(
        follower.attributes.number("min"), follower.attributes.number("max"))
      guard let function = Self.function(bounds) else { return nil }
      layer.activation = function
    case "leaky_relu":
      let alpha = follower.attributes.number("alpha")
      guard let exponent = (0...15).first(where: { alpha == Fractions.scale(-$0) }) else {
        let text = "a slope of \(NumberText.shortest(alpha)) is not 1, 1/2, 1/4 … 2^-15"
        refusals.append((next, Support.Reason(.hydraRequantization, text)))
        done.insert(next)
        value = follower.results[0]
        return nil
      }
      (layer.activation, layer.parameter) = (.leaky, exponent)
    default: return nil
    }
    done.insert(next)
    if !follower.origins.isEmpty { layer.name += "+" + follower.layerName }
    value = follower.results[0]
    return nil
  }

  private static func function(_ activation: Activation) -> ActivationFunction? {
    switch activation {
    case .none: .identity
    case .relu: .relu
    case .clip(0, 6): .relu6
    case .clip: nil
    }
  }

  private func chooseOutput(_ layer: inout QuantizedLayer, _ seen: Int) {
    switch layer.activation {
    case .sigmoid, .tanh: layer.outputFraction = min(profile.dataBits - 1, 14)
    case .relu6:
      layer.outputFraction = min(max(seen, -1), 14)
      layer.parameter = layer.outputFraction + 1
    case .identity, .relu, .leaky: layer.outputFraction = seen
    }
  }

  // MARK: - Weights

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
    layer.biases = bias.map { Int(($0 * scale).rounded(.toNearestOrEven)) }
    return nil
  }

  /// Takes the fraction of weights, or a coarser one if biases or the shift do not fit.
  private func chooseWeights(_ layer: inout QuantizedLayer, _ fraction: Int, bias: [Double]) {
    let largest = bias.reduce(0) { max($0, abs($1)) }
    let limit = Double(1 << (profile.accumulatorBits - 2)) - 1
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
