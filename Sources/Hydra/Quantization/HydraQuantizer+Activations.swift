import Backend
import Basic
import IR
import Operators

extension HydraQuantizer {
  /// Lowers an activation of its own, or what reads several maps; or says why it has no form.
  mutating func lowerElementwise(
    _ id: ID<Operation>, _ operation: Operation
  ) -> Support.Reason? {
    if let missing = operation.operands.first(where: { views[$0] == nil }) {
      let type = "\(graph[missing].type)"
      return program.tensor(of: missing) == nil
        ? Support.Reason(.hydraBatch, "it reads \(type)")
        : Support.Reason(.hydraNeighbours, "it reads a constant, \(type), which is no map")
    }
    let maps = operation.operands.compactMap { views[$0] }
    let wide = maps.map(\.fraction).max() ?? 0
    let shapes = ElementwiseLayers(program: program, profile: profile)
    switch shapes.layer(id, maps, fraction: wide, after: layers) {
    case .refused(let reason): return reason
    case .layer(var layer):
      var value = operation.results[0]
      if ElementwiseLayers.joins.contains(operation.kind) {
        if let reason = absorbActivation(operation, &layer, &value) { return reason }
      } else if let reason = activate(operation, &layer) {
        return reason
      }
      chooseOutput(&layer, fraction(of: value))
      accept(layer, id, value)
      return nil
    }
  }

  /// Takes in the activation of an operation, or of what follows it alone.
  mutating func absorbActivation(
    _ operation: Operation, _ layer: inout QuantizedLayer, _ value: inout ID<Value>
  ) -> Support.Reason? {
    if case .activation(let fused) = operation.attributes["activation"] {
      guard let function = Self.function(fused) else {
        return Support.Reason(.hydraRequantization, "the activation \(fused)")
      }
      layer.activation = function
    }
    guard layer.activation == .identity, uses[value.index] == 1, let next = readers[value],
      ElementwiseLayers.activations.contains(graph[next].kind)
    else { return nil }
    let follower = graph[next]
    if let reason = activate(follower, &layer) { refusals.append((next, reason)) }
    done.insert(next)
    if !follower.origins.isEmpty { layer.name += "+" + follower.layerName }
    value = follower.results[0]
    return nil
  }

  /// Gives a layer the activation that an operation is, or says why the device has none like it.
  private func activate(
    _ operation: Operation, _ layer: inout QuantizedLayer
  ) -> Support.Reason? {
    switch operation.kind {
    case "relu": layer.activation = .relu
    case "sigmoid": layer.activation = .sigmoid
    case "tanh": layer.activation = .tanh
    case "clip":
      let bounds = Activation.clip(
        operation.attributes.number("min"), operation.attributes.number("max"))
      guard let function = Self.function(bounds) else {
        return Support.Reason(.hydraRequantization, "the activation \(bounds)")
      }
      layer.activation = function
    default:
      let alpha = operation.attributes.number("alpha")
      guard let exponent = (0...15).first(where: { alpha == Fractions.scale(-$0) }) else {
        let text = "a slope of \(NumberText.shortest(alpha)) is not 1, 1/2, 1/4 … 2^-15"
        return Support.Reason(.hydraRequantization, text)
      }
      (layer.activation, layer.parameter) = (.leaky, exponent)
    }
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

  /// Chooses the fraction of what a layer gives.
  ///
  /// - Parameter seen: the fraction for what it gave on the samples.
  func chooseOutput(_ layer: inout QuantizedLayer, _ seen: Int) {
    switch layer.activation {
    case .sigmoid, .tanh: layer.outputFraction = min(profile.dataBits - 1, 14)
    case .relu6:
      layer.outputFraction = min(max(seen, -1), 14)
      layer.parameter = layer.outputFraction + 1
    case .identity, .relu, .leaky: layer.outputFraction = seen
    }
  }
}
