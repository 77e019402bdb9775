import Basic

/// Lays a network out in the memories of a device.
struct ProgramAssembly {
  let network: QuantizedNetwork
  let device: HydraDevice

  /// The program, or `nil` after reporting everything that does not fit.
  func program(_ diagnostics: inout DiagnosticBag) -> HydraProgram? {
    guard fits(&diagnostics) else { return nil }
    let lanes = device.lanes
    let placement = placement
    var layers: [LayerDescriptor] = []
    var weights = [[Int16]](repeating: [], count: lanes)
    var biases = [[Int32]](repeating: [], count: lanes)
    for (layer, placed) in zip(network.layers, descriptors) {
      var descriptor = placed
      if layer.operation != .channelMaximum { descriptor.weightBase = weights[0].count }
      if descriptor.hasBias { descriptor.biasBase = biases[0].count }
      fill(layer, descriptor, &weights, &biases)
      layers.append(descriptor)
    }
    guard let last = layers.last else { return nil }
    return HydraProgram(
      lanes: lanes, profile: device.profile, featureCount: placement.peak,
      input: .init(
        base: placement.bases[0], count: network.input.count, fraction: network.inputFraction),
      output: .init(
        base: last.destination, count: last.outputCount, fraction: last.outputFraction),
      layers: layers, weights: weights, biases: biases)
  }

  /// Whether the memories hold the network; reports everything that does not fit.
  func fits(_ diagnostics: inout DiagnosticBag) -> Bool {
    let before = diagnostics.errorCount
    func limit(_ used: Int, _ available: Int, _ what: String, _ help: String) {
      guard used > available else { return }
      diagnostics.report(
        .error(
          .hydraFit, "'\(network.name)' takes \(used) \(what), the device has \(available)",
          help: help))
    }
    let layers = network.layers
    let wider = "take more lanes, a deeper memory or a smaller network"
    let weights = layers.filter { $0.operation != .channelMaximum }
      .reduce(0) { $0 + passes($1) * $1.products }
    let biases = layers.filter { !$0.biases.isEmpty }.reduce(0) { $0 + passes($1) }
    limit(weights, min(device.weightDepth, HydraDevice.depths.upperBound), "weights a lane", wider)
    limit(biases, min(device.biasDepth, HydraDevice.depths.upperBound), "biases a lane", wider)
    limit(placement.peak, device.featureDepth, "features", "make the maps smaller")
    limit(layers.count, device.layerLimit, "layers", "take a device that holds more")
    return diagnostics.errorCount == before
  }

  /// The layers as the device is told them, without the places of weights and biases.
  var descriptors: [LayerDescriptor] {
    let placement = placement
    return network.layers.enumerated().map { index, layer in
      var descriptor = descriptor(layer)
      descriptor.isLast = index == network.layers.count - 1
      descriptor.source =
        (placement.bases[layer.sources[0] + 1] - descriptor.paddingOffset) & 0xFFFF
      descriptor.destination = placement.bases[index + 1]
      return descriptor
    }
  }

  private func passes(_ layer: QuantizedLayer) -> Int {
    (layer.output.channels + device.lanes - 1) / device.lanes
  }

  /// Where the maps lie; those that one layer reads lie side by side.
  private var placement: FeatureAllocator.Placement {
    FeatureAllocator.place(
      maps, together: network.layers.map { $0.sources.map { $0 + 1 } }.filter { $0.count > 1 })
  }

  /// The input and the output of each layer, with the layers between which they are kept.
  private var maps: [FeatureAllocator.Map] {
    var maps = [FeatureAllocator.Map(size: network.input.count, first: -1, last: -1)]
    for (index, layer) in network.layers.enumerated() {
      maps.append(.init(size: layer.output.count, first: index, last: index))
      for source in layer.sources { maps[source + 1].last = index }
    }
    maps[maps.count - 1].last = network.layers.count
    return maps
  }

  private func descriptor(_ layer: QuantizedLayer) -> LayerDescriptor {
    var descriptor = LayerDescriptor()
    descriptor.operation = layer.operation
    descriptor.activation = layer.activation
    descriptor.activationParameter = layer.parameter
    descriptor.rounding = layer.rounding
    descriptor.hasBias = !layer.biases.isEmpty
    descriptor.shift = layer.shift
    descriptor.outputShift = layer.outputShift
    descriptor.biasShift = BiasForm.shift(layer.biases)
    descriptor.outputs = layer.output.channels
    descriptor.products = layer.products
    descriptor.passes = passes(layer)
    descriptor.lastLanes = descriptor.outputs - (descriptor.passes - 1) * device.lanes
    descriptor.channels = layer.input.channels
    (descriptor.height, descriptor.width) = (layer.input.height, layer.input.width)
    (descriptor.outputHeight, descriptor.outputWidth) = (layer.output.height, layer.output.width)
    (descriptor.kernelHeight, descriptor.kernelWidth) = (layer.kernel[0], layer.kernel[1])
    (descriptor.strideY, descriptor.strideX) = (layer.stride[0], layer.stride[1])
    (descriptor.padTop, descriptor.padLeft) = (layer.padding[0], layer.padding[1])
    descriptor.rowStride = descriptor.width * descriptor.channels
    descriptor.stepY = descriptor.strideY * descriptor.rowStride & 0xFFFF
    descriptor.stepX = descriptor.strideX * descriptor.channels & 0xFFFF
    descriptor.weightFraction = layer.weightFraction
    descriptor.inputFraction = layer.inputFraction
    descriptor.outputFraction = layer.outputFraction
    return descriptor
  }

  private func fill(
    _ layer: QuantizedLayer, _ descriptor: LayerDescriptor, _ weights: inout [[Int16]],
    _ biases: inout [[Int32]]
  ) {
    let products = layer.products
    for pass in 0..<descriptor.passes {
      for lane in 0..<device.lanes {
        let output = pass * device.lanes + lane
        let isUsed = output < descriptor.outputs
        if layer.operation != .channelMaximum {
          weights[lane] +=
            isUsed
            ? layer.weights[output * products..<(output + 1) * products]
            : ArraySlice(repeating: 0, count: products)
        }
        if descriptor.hasBias {
          let bias = isUsed ? layer.biases[output] : 0
          biases[lane].append(Int32(bias >> descriptor.biasShift))
        }
      }
    }
  }
}
