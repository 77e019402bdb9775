/// Divides dense layers whose weights are more than the lanes hold.
///
/// The parts of a layer with one position give outputs that follow one another, and so do their maps; what
/// reads the layer reads the maps of its parts side by side. The last layer, whose map is the output, stays
/// whole, as do layers with several positions, whose outputs are interleaved.
struct LayerParts {
  let device: HydraDevice

  /// The network with such layers in parts, each as large as the memories allow.
  func divided(_ network: QuantizedNetwork) -> QuantizedNetwork {
    var result = network
    result.layers = []
    // The layers that took the place of each.
    var parts: [[Int]] = []
    for (index, layer) in network.layers.enumerated() {
      var layer = layer
      layer.sources = layer.sources.flatMap { $0 < 0 ? [$0] : parts[$0] }
      let pieces = index == network.layers.count - 1 ? [layer] : pieces(of: layer)
      parts.append(Array(result.layers.count..<result.layers.count + pieces.count))
      result.layers += pieces
    }
    return result
  }

  private func pieces(of layer: QuantizedLayer) -> [QuantizedLayer] {
    let outputs = layer.output.channels
    guard layer.operation == .dense, layer.output.height * layer.output.width == 1 else {
      return [layer]
    }
    let biased = layer.biases.isEmpty ? Int.max : device.biasDepth
    let passes = min(device.weightDepth / layer.products, biased)
    let step = passes.multipliedReportingOverflow(by: device.lanes).partialValue
    guard passes > 0, step < outputs else { return [layer] }
    return stride(from: 0, to: outputs, by: step).map { start in
      let range = start..<min(start + step, outputs)
      var piece = layer
      piece.output.channels = range.count
      piece.weights = Array(
        layer.weights[range.lowerBound * layer.products..<range.upperBound * layer.products])
      if !layer.biases.isEmpty { piece.biases = Array(layer.biases[range]) }
      piece.encodedBits =
        layer.encodedBits * range.upperBound / outputs
        - layer.encodedBits * range.lowerBound / outputs
      return piece
    }
  }
}
