import Basic

/// Checks what a program means: what a device does not check, because it takes arithmetic.
package struct ProgramValidator {
  private let program: HydraProgram

  /// The rules that are broken.
  private struct Faults {
    var list: [(rule: Rule, text: String)] = []

    mutating func require(_ isSound: Bool, _ rule: Rule, _ text: @autoclosure () -> String) {
      if !isSound { list.append((rule, text())) }
    }
  }

  /// Reports every rule that a program breaks, layer by layer.
  package static func validate(
    _ program: HydraProgram, place: Diagnostic.Place = .none, _ diagnostics: inout DiagnosticBag
  ) {
    var faults = Faults()
    ProgramValidator(program: program).check(&faults)
    for (rule, text) in faults.list {
      diagnostics.report(.error(rule, text, at: place))
    }
  }

  private func check(_ faults: inout Faults) {
    // The features that were written before the layer that is looked at.
    var written = WrittenFeatures(count: program.featureCount)
    // Of these, the outputs of layers that write nothing but the output of the network.
    var given = written
    let (input, output) = (program.input, program.output.region)
    faults.require(
      input.count > 0 && input.region.upperBound <= program.featureCount, .hydraPort,
      "the input takes \(input.count) features from \(input.base) of \(program.featureCount)")
    written.add(input.region)
    checkSegments(&faults)
    let starts = program.segmentStarts
    for (index, layer) in program.layers.enumerated() {
      checkShape(layer, "layer \(index)", &faults)
      checkNumbers(layer, "layer \(index)", &faults)
      checkBiases(layer, starts[index], "layer \(index)", &faults)
      checkMemory(layer, program.size(at: starts[index]), "layer \(index)", written, &faults)
      written.add(outputsOf: layer)
      if layer.outputRegion.clamped(to: output) == layer.outputRegion {
        given.add(outputsOf: layer)
      }
      faults.require(
        layer.isLast == (index == program.layers.count - 1), .hydraLast,
        "layer \(index) of \(program.layers.count) is \(layer.isLast ? "" : "not ")marked as the last"
      )
    }
    if let first = program.layers.first {
      faults.require(
        first.inputFraction == input.fraction, .hydraPort,
        "layer 0 takes a fraction of \(first.inputFraction), the input has \(input.fraction)")
    }
    guard let last = program.layers.last else { return }
    faults.require(
      last.outputRegion.clamped(to: output) == last.outputRegion
        && program.output.fraction == last.outputFraction, .hydraPort,
      "the output is \(output) of fraction \(program.output.fraction), the last layer writes "
        + "\(last.outputRegion) of fraction \(last.outputFraction)")
    faults.require(
      given.contains(output), .hydraPort, "not all of the output, \(output), is written")
  }

  private func checkShape(_ layer: LayerDescriptor, _ name: String, _ faults: inout Faults) {
    let taps = layer.kernelHeight * layer.kernelWidth
    let products = layer.isChannelwise ? taps : taps * layer.channels
    faults.require(
      layer.products == products && products > 0, .hydraProducts,
      "\(name): \(layer.products) products, the window has \(products)")
    let passes = (layer.outputs + program.lanes - 1) / program.lanes
    let lastLanes = layer.outputs - (passes - 1) * program.lanes
    faults.require(
      layer.outputs > 0 && layer.passes == passes && layer.lastLanes == lastLanes, .hydraPasses,
      "\(name): \(layer.passes) passes, the last of \(layer.lastLanes) lanes, for \(layer.outputs) "
        + "outputs on \(program.lanes) lanes")
    let row = layer.width * layer.channels
    faults.require(
      layer.rowStride == row && layer.stepY == layer.strideY * row & 0xFFFF
        && layer.stepX == layer.strideX * layer.channels & 0xFFFF, .hydraStride,
      "\(name): row stride \(layer.rowStride), steps \(layer.stepY) and \(layer.stepX), for rows of "
        + "\(layer.width) x \(layer.channels) and strides \(layer.strideY) and \(layer.strideX)")
    faults.require(
      layer.padTop < max(1, layer.kernelHeight) && layer.padLeft < max(1, layer.kernelWidth),
      .hydraPad,
      "\(name): padding \(layer.padTop) and \(layer.padLeft) for a kernel of \(layer.kernelHeight) x "
        + "\(layer.kernelWidth)")
    let sizes = [
      layer.height, layer.width, layer.outputHeight, layer.outputWidth, layer.kernelHeight,
      layer.kernelWidth, layer.strideY, layer.strideX, layer.channels,
    ]
    faults.require(
      sizes.allSatisfy { $0 > 0 }
        && (layer.outputHeight - 1) * layer.strideY - layer.padTop < layer.height
        && (layer.outputWidth - 1) * layer.strideX - layer.padLeft < layer.width, .hydraWindow,
      "\(name): \(layer.outputHeight) x \(layer.outputWidth) windows with strides \(layer.strideY) and "
        + "\(layer.strideX) in an input of \(layer.height) x \(layer.width)")
    faults.require(
      !layer.isChannelwise || layer.outputs == layer.channels, .hydraChannelwise,
      "\(name): \(layer.outputs) outputs of \(layer.channels) channels")
    faults.require(
      layer.operation != .channelMaximum || !layer.hasBias, .hydraChannelwise,
      "\(name): a maximum with a bias")
  }

  private func checkNumbers(_ layer: LayerDescriptor, _ name: String, _ faults: inout Faults) {
    let sum = layer.inputFraction + layer.weightFraction
    let (argument, value) =
      layer.activation.isTabulated ? (12, 14) : (layer.outputFraction, layer.outputFraction)
    faults.require(
      layer.shift == sum - argument && layer.outputShift == value - layer.outputFraction,
      .hydraFraction,
      "\(name): shifts \(layer.shift) and \(layer.outputShift) for fractions \(layer.inputFraction), "
        + "\(layer.weightFraction) and \(layer.outputFraction)")
    faults.require(
      (-16...31).contains(layer.shift) && (layer.biasShift == 0 || program.profile == .word),
      .hydraShift, "\(name): shift \(layer.shift), biases shifted by \(layer.biasShift)")
    faults.require(
      layer.activation != .relu6 || layer.activationParameter == layer.outputFraction + 1,
      .hydraFraction,
      "\(name): the bound is 3 · 2^\(layer.activationParameter) for fraction \(layer.outputFraction)"
    )
    let hasParameter = layer.activation == .leaky || layer.activation == .relu6
    faults.require(
      hasParameter || layer.activationParameter == 0, .hydraCanonical,
      "\(name): \(layer.activation.name) has the parameter \(layer.activationParameter)")
    faults.require(
      layer.operation != .channelMaximum || layer.weightFraction == 0 && layer.weightBase == 0,
      .hydraCanonical, "\(name): a maximum with weights")
    faults.require(
      layer.hasBias || layer.biasBase == 0 && layer.biasShift == 0, .hydraCanonical,
      "\(name): a place of biases, but none are used")
    let productBits = 2 * (program.profile.dataBits - 1)
    faults.require(
      layer.products << productBits < 1 << (program.profile.accumulatorBits - 2),
      .hydraAccumulator, "\(name): \(layer.products) products can overflow")
  }

  /// The segments hold all weights and biases, and as many layers load one.
  private func checkSegments(_ faults: inout Faults) {
    let (segments, loads) = (program.segments, program.layers.count(where: \.loads))
    faults.require(
      loads == segments.count && segments.count != 1
        && (segments.isEmpty || program.layers.first?.loads ?? false), .hydraSegments,
      "\(loads) of \(program.layers.count) layers load, for \(segments.count) segments")
    let (weights, biases) = (
      segments.reduce(0) { $0 + $1.weights }, segments.reduce(0) { $0 + $1.biases }
    )
    faults.require(
      segments.isEmpty
        || program.weights.allSatisfy { $0.count == weights }
          && program.biases.allSatisfy { $0.count == biases },
      .hydraSegments,
      "the segments have \(weights) weights and \(biases) biases a lane")
    faults.require(
      !segments.isEmpty || program.layers.allSatisfy { $0.gap == 0 }, .hydraSegments,
      "outputs with gaps between them, but no segments")
    faults.require(
      program.minorVersion >= Bitstream.streamingVersion || segments.isEmpty, .hydraSegments,
      "version 1.\(program.minorVersion) has no segments")
  }

  private func checkBiases(
    _ layer: LayerDescriptor, _ start: HydraProgram.SegmentStart, _ name: String,
    _ faults: inout Faults
  ) {
    guard layer.hasBias else { return }
    let limit = 1 << (program.profile.accumulatorBits - 2)
    let first = start.biases + layer.biasBase
    for (lane, biases) in program.biases.enumerated() {
      let largest =
        biases.dropFirst(first).prefix(layer.passes).map { Int($0.magnitude) << layer.biasShift }
        .max() ?? 0
      faults.require(
        largest < limit, .hydraAccumulator, "\(name): a bias of \(largest) in lane \(lane)")
    }
  }

  private func checkMemory(
    _ layer: LayerDescriptor, _ held: WeightSegment, _ name: String, _ written: WrittenFeatures,
    _ faults: inout Faults
  ) {
    let input = layer.inputBase..<layer.inputBase + layer.inputCount
    let output = layer.outputRegion
    faults.require(
      input.upperBound <= program.featureCount, .hydraSource,
      "\(name): the input ends at \(input.upperBound) of \(program.featureCount) features")
    faults.require(
      output.upperBound <= program.featureCount, .hydraDestination,
      "\(name): the output ends at \(output.upperBound) of \(program.featureCount) features")
    faults.require(
      !input.overlaps(output), .hydraOverlap,
      "\(name): it reads \(input) and writes \(output)")
    faults.require(
      written.contains(input), .hydraUninitialized,
      "\(name): not all of \(input) was written before")
    if layer.operation != .channelMaximum {
      let end = layer.weightBase + layer.passes * layer.products
      faults.require(
        end <= held.weights, .hydraWeightRange,
        "\(name): its weights end at \(end) of \(held.weights)")
    }
    if layer.hasBias {
      let end = layer.biasBase + layer.passes
      faults.require(
        end <= held.biases, .hydraBiasRange,
        "\(name): its biases end at \(end) of \(held.biases)")
    }
  }
}
