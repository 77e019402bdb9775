import Basic

/// Lays a network out in the memories of a device.
struct ProgramAssembly {
  let network: QuantizedNetwork
  let device: HydraDevice
  /// What the device computes in turn: layers, and parts of them where weights are streamed.
  let parts: [LayerPart]

  /// Lays out a network; one whose weights the memories do not hold is streamed if the device can.
  init(network: QuantizedNetwork, device: HydraDevice) {
    (self.network, self.device) = (network, device)
    let whole = LayerParts.whole(network)
    let streams =
      device.capabilities.contains(.streaming)
      && !Self.segments(of: whole, network, device).fitsWhole
    parts = streams ? LayerParts(device: device).divided(network) : whole
  }

  /// The program, or `nil` after reporting everything that does not fit.
  func program(_ diagnostics: inout DiagnosticBag) -> HydraProgram? {
    guard fits(&diagnostics) else { return nil }
    let lanes = device.lanes
    let placement = placement
    var layers: [LayerDescriptor] = []
    var weights = [[Int16]](repeating: [], count: lanes)
    var biases = [[Int32]](repeating: [], count: lanes)
    var start = WeightSegment(weights: 0, biases: 0)
    for (part, placed) in zip(parts, descriptors) {
      let layer = network.layers[part.layer]
      var descriptor = placed
      if descriptor.loads {
        start = WeightSegment(weights: weights[0].count, biases: biases[0].count)
      }
      if layer.operation != .channelMaximum {
        descriptor.weightBase = weights[0].count - start.weights
      }
      if descriptor.hasBias { descriptor.biasBase = biases[0].count - start.biases }
      fill(layer, part.channels, descriptor, &weights, &biases)
      layers.append(descriptor)
    }
    guard let last = network.layers.last, let base = placement.bases.last else { return nil }
    return HydraProgram(
      lanes: lanes, profile: device.profile, featureCount: placement.peak,
      input: .init(
        base: placement.bases[0], count: network.input.count, fraction: network.inputFraction),
      output: .init(base: base, count: last.output.count, fraction: last.outputFraction),
      layers: layers, weights: weights, biases: biases, segments: segmentSizes)
  }

  /// The segments of weights, none if the memories hold all.
  var segmentSizes: [WeightSegment] {
    let plan = segmentPlan
    let starts = plan.starts
    return zip(starts, starts.dropFirst() + [plan.needs.count]).map { first, end in
      plan.needs[first..<end].reduce(into: WeightSegment(weights: 0, biases: 0)) { $0.add($1) }
    }
  }

  private var segmentPlan: SegmentPlan { Self.segments(of: parts, network, device) }

  /// What the parts of a network take of each lane, and what that holds.
  private static func segments(
    of parts: [LayerPart], _ network: QuantizedNetwork, _ device: HydraDevice
  ) -> SegmentPlan {
    let limit = HydraDevice.depths.upperBound
    return SegmentPlan(
      needs: parts.map { part in
        let layer = network.layers[part.layer]
        let passes = passes(part.channels.count, device)
        return WeightSegment(
          weights: layer.operation == .channelMaximum ? 0 : passes * layer.products,
          biases: layer.biases.isEmpty ? 0 : passes)
      },
      held: WeightSegment(
        weights: min(device.weightDepth, limit), biases: min(device.biasDepth, limit)))
  }

  /// Whether the memories hold the network; reports everything that does not fit.
  func fits(_ diagnostics: inout DiagnosticBag) -> Bool {
    let before = diagnostics.errorCount
    let wider = "take more lanes, a deeper memory or a smaller network"
    func limit(
      _ used: Int, _ available: Int, _ what: String, of taker: String, _ help: String = wider
    ) {
      guard used > available else { return }
      diagnostics.report(
        .error(
          .hydraFit, "'\(taker)' takes \(used) \(what), the device has \(available)",
          help: help))
    }
    let plan = segmentPlan
    if device.capabilities.contains(.streaming) {
      for index in plan.tooLarge {
        let (need, layer) = (plan.needs[index], network.layers[parts[index].layer])
        guard !LayerParts.divides(layer) else {
          // More lanes make fewer passes, and none of them smaller.
          limit(
            layer.products, plan.held.weights, "weights a lane in one pass", of: layer.name,
            "take a deeper memory or a smaller network")
          continue
        }
        limit(need.weights, plan.held.weights, "weights a lane by itself", of: layer.name)
        limit(need.biases, plan.held.biases, "biases a lane by itself", of: layer.name)
      }
    } else {
      limit(plan.whole.weights, plan.held.weights, "weights a lane", of: network.name)
      limit(plan.whole.biases, plan.held.biases, "biases a lane", of: network.name)
    }
    limit(
      placement.peak, device.featureDepth, "features", of: network.name, "make the maps smaller")
    limit(
      parts.count, device.layerLimit, "layers", of: network.name,
      "take a device that holds more")
    return diagnostics.errorCount == before
  }

  /// The layers as the device is told them, without the places of weights and biases.
  var descriptors: [LayerDescriptor] {
    let placement = placement
    let starts = segmentPlan.starts
    return parts.enumerated().map { index, part in
      let layer = network.layers[part.layer]
      var descriptor = descriptor(layer, part.channels.count)
      descriptor.loads = starts.contains(index)
      descriptor.isLast = index == parts.count - 1
      descriptor.source =
        (placement.bases[layer.sources[0] + 1] - descriptor.paddingOffset) & 0xFFFF
      descriptor.destination = placement.bases[part.layer + 1] + part.channels.lowerBound
      return descriptor
    }
  }

  private static func passes(_ channels: Int, _ device: HydraDevice) -> Int {
    (channels + device.lanes - 1) / device.lanes
  }

  /// Where the maps lie; those that one layer reads lie side by side.
  private var placement: FeatureAllocator.Placement {
    let groups = network.layers.map { $0.sources.map { $0 + 1 } }.filter { $0.count > 1 }
    // Several layers may read the parts of one; what is part of a larger group lies in it.
    let largest = groups.enumerated().filter { index, group in
      !groups.enumerated().contains { other, candidate in
        candidate.count == group.count
          ? other < index && candidate == group
          : candidate.count > group.count && Set(candidate).isSuperset(of: group)
      }
    }
    return FeatureAllocator.place(maps, together: largest.map(\.element))
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

  private func descriptor(_ layer: QuantizedLayer, _ outputs: Int) -> LayerDescriptor {
    var descriptor = LayerDescriptor()
    descriptor.operation = layer.operation
    descriptor.activation = layer.activation
    descriptor.activationParameter = layer.parameter
    descriptor.rounding = layer.rounding
    descriptor.hasBias = !layer.biases.isEmpty
    descriptor.shift = layer.shift
    descriptor.outputShift = layer.outputShift
    descriptor.biasShift = BiasForm.shift(layer.biases)
    descriptor.outputs = outputs
    descriptor.gap = layer.output.channels - outputs
    descriptor.products = layer.products
    descriptor.passes = Self.passes(outputs, device)
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
    _ layer: QuantizedLayer, _ channels: Range<Int>, _ descriptor: LayerDescriptor,
    _ weights: inout [[Int16]], _ biases: inout [[Int32]]
  ) {
    let products = layer.products
    for pass in 0..<descriptor.passes {
      for lane in 0..<device.lanes {
        let output = channels.lowerBound + pass * device.lanes + lane
        let isUsed = output < channels.upperBound
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
