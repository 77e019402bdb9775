/// Output channels of a layer that the device computes at one time: all, or as many as the lanes hold the
/// weights of.
///
/// The parts of a layer write into one map, each its channels of every position.
struct LayerPart {
  /// The layer of the network.
  var layer: Int

  /// The channels of its output.
  var channels: Range<Int>

  /// The bits that the encoded weights of the channels take, of those of the whole layer.
  func encodedBits(of layer: QuantizedLayer) -> Int {
    let (bits, all) = (layer.encodedBits, layer.output.channels)
    return bits * channels.upperBound / all - bits * channels.lowerBound / all
  }
}

/// Divides dense layers whose weights are more than the lanes hold.
///
/// Channel-wise layers stay whole, as do those of which one pass alone is too large.
struct LayerParts {
  let device: HydraDevice

  /// Every layer as one part.
  static func whole(_ network: QuantizedNetwork) -> [LayerPart] {
    network.layers.indices.map {
      LayerPart(layer: $0, channels: 0..<network.layers[$0].output.channels)
    }
  }

  /// The parts of all layers in order, each as large as the memories allow.
  func divided(_ network: QuantizedNetwork) -> [LayerPart] {
    network.layers.enumerated().flatMap { index, layer in
      let all = layer.output.channels
      let step = channels(of: layer)
      return stride(from: 0, to: all, by: max(1, step)).map { start in
        LayerPart(layer: index, channels: start..<min(start + step, all))
      }
    }
  }

  /// Whether a layer is divided where it is too large, down to single passes.
  static func divides(_ layer: QuantizedLayer) -> Bool { layer.operation == .dense }

  /// The channels of each part of a layer.
  private func channels(of layer: QuantizedLayer) -> Int {
    let all = layer.output.channels
    guard Self.divides(layer) else { return all }
    let biased = layer.biases.isEmpty ? Int.max : device.biasDepth
    let passes = min(device.weightDepth / layer.products, biased)
    return passes > 0 ? min(passes * device.lanes, all) : all
  }
}
