/// What the sums and results of a layer are for certain, whatever the input.
package struct LayerRange: Sendable, Equatable {
  /// The least and the greatest sum.
  package var sums: ClosedRange<Int>

  /// Whether a sum can be cut to the 16 bits of the shared unit.
  package var cutsArguments: Bool

  /// Whether a result can be cut to the bits of features.
  package var cutsOutputs: Bool

  /// The least and the greatest feature.
  package var outputs: ClosedRange<Int>

  /// Whether nothing is cut.
  package var isExact: Bool { !cutsArguments && !cutsOutputs }

  /// The bits that a sum needs, with its sign.
  package var sumBits: Int {
    let magnitude = max(sums.upperBound, -(sums.lowerBound + 1), 0)
    return Int.bitWidth - magnitude.leadingZeroBitCount + 1
  }
}

/// Follows intervals of features through a program: from the whole range of inputs, by weights and
/// biases, layer by layer.
///
/// Sums are those of intervals, so a range may be wider than what is reached, never narrower. Functions of
/// the shared unit do not fall, so the ends of an interval give the ends of the results.
package struct RangeAnalysis {
  private let program: HydraProgram

  /// The interval of each element of the feature memory.
  private var memory: [ClosedRange<Int>]

  /// The ranges of each layer.
  package static func layers(_ program: HydraProgram) -> [LayerRange] {
    var analysis = RangeAnalysis(program: program)
    return zip(program.layers, program.segmentStarts).map { analysis.range($0, $1) }
  }

  private init(program: HydraProgram) {
    self.program = program
    memory = Array(repeating: program.profile.range, count: program.featureCount)
  }

  private mutating func range(
    _ layer: LayerDescriptor, _ start: HydraProgram.SegmentStart
  ) -> LayerRange {
    let channels = channels(layer)
    let unit = ActivationUnit(layer, program.profile)
    var result: LayerRange?
    for output in 0..<layer.outputs {
      let sums = sums(layer, start, output, channels)
      var range = LayerRange(
        sums: sums,
        cutsArguments: unit.cutsArgument(sums.lowerBound)
          || unit.cutsArgument(sums.upperBound),
        cutsOutputs: unit.cutsOutput(sums.lowerBound) || unit.cutsOutput(sums.upperBound),
        outputs: unit(sums.lowerBound)...unit(sums.upperBound))
      for position in 0..<layer.positions {
        memory[layer.destination + position * layer.outputStride + output] = range.outputs
      }
      if let other = result { range = range.joined(other) }
      result = range
    }
    return result
      ?? LayerRange(sums: 0...0, cutsArguments: false, cutsOutputs: false, outputs: 0...0)
  }

  /// The interval of each channel of what a layer reads, with zero where it has padding.
  private func channels(_ layer: LayerDescriptor) -> [ClosedRange<Int>] {
    let bottom = (layer.outputHeight - 1) * layer.strideY - layer.padTop + layer.kernelHeight
    let right = (layer.outputWidth - 1) * layer.strideX - layer.padLeft + layer.kernelWidth
    let isPadded =
      layer.operation != .channelMaximum
      && (layer.padTop > 0 || layer.padLeft > 0 || bottom > layer.height || right > layer.width)
    return (0..<layer.channels).map { channel in
      var range = memory[layer.inputBase + channel]
      for pixel in 1..<max(1, layer.height * layer.width) {
        range = range.joined(memory[layer.inputBase + pixel * layer.channels + channel])
      }
      return isPadded ? range.joined(0...0) : range
    }
  }

  private func sums(
    _ layer: LayerDescriptor, _ start: HydraProgram.SegmentStart, _ output: Int,
    _ channels: [ClosedRange<Int>]
  ) -> ClosedRange<Int> {
    if layer.operation == .channelMaximum { return channels[output] }
    let (pass, lane) = output.quotientAndRemainder(dividingBy: program.lanes)
    let bias =
      layer.hasBias
      ? Int(program.biases[lane][start.biases + layer.biasBase + pass]) << layer.biasShift : 0
    let first = start.weights + layer.weightBase + pass * layer.products
    var (least, greatest) = (bias, bias)
    for index in 0..<layer.products {
      let weight = Int(program.weights[lane][first + index])
      let feature = channels[layer.operation == .dense ? index % layer.channels : output]
      let ends = (weight * feature.lowerBound, weight * feature.upperBound)
      least += min(ends.0, ends.1)
      greatest += max(ends.0, ends.1)
    }
    return least...greatest
  }
}

extension LayerRange {
  /// What holds for both.
  fileprivate func joined(_ other: LayerRange) -> LayerRange {
    LayerRange(
      sums: sums.joined(other.sums), cutsArguments: cutsArguments || other.cutsArguments,
      cutsOutputs: cutsOutputs || other.cutsOutputs, outputs: outputs.joined(other.outputs))
  }
}

extension ClosedRange<Int> {
  /// The least range that holds both.
  fileprivate func joined(_ other: ClosedRange<Int>) -> ClosedRange<Int> {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}
