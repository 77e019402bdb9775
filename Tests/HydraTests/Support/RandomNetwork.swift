import Hydra
import TestSupport

/// Makes programs at random: dense and convolutional layers with every operation, activation and
/// rounding, several passes, padding and strides.
struct RandomNetwork {
  private var random: SplitMix
  private let lanes: Int
  private let profile: NumberProfile
  private var weights: [[Int16]]
  private var biases: [[Int32]]
  private var layers: [LayerDescriptor] = []

  /// A network of a seed.
  static func program(seed: Int, lanes: Int, profile: NumberProfile = .byte) -> HydraProgram {
    var network = RandomNetwork(seed: seed, lanes: lanes, profile: profile)
    return network.build()
  }

  private init(seed: Int, lanes: Int, profile: NumberProfile) {
    random = SplitMix(seed)
    (self.lanes, self.profile) = (lanes, profile)
    weights = Array(repeating: [], count: lanes)
    biases = Array(repeating: [], count: lanes)
  }

  private mutating func pick(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  private mutating func build() -> HydraProgram {
    let isImage = pick(0...2) > 0
    var (height, width, channels) =
      isImage ? (pick(1...6), pick(1...6), pick(1...4)) : (1, 1, pick(1...20))
    var fraction = pick(-2...profile.dataBits)
    let inputCount = height * width * channels
    let input = HydraProgram.Port(base: 0, count: inputCount, fraction: fraction)
    var base = 0
    var top = inputCount
    let count = pick(1...4)
    for index in 0..<count {
      var layer = LayerDescriptor()
      layer.operation =
        isImage && pick(0...2) == 0 ? (pick(0...1) == 0 ? .channelSum : .channelMaximum) : .dense
      let isFlattened = layer.operation == .dense && pick(0...3) == 0
      if isFlattened { (height, width, channels) = (1, 1, height * width * channels) }
      (layer.height, layer.width, layer.channels) = (height, width, channels)
      shapeWindow(&layer)
      layer.outputs = layer.isChannelwise ? channels : pick(1...2 * lanes + 3)
      layer.inputFraction = fraction
      scale(&layer)
      layer.source = (base - layer.paddingOffset) & 0xFFFF
      layer.destination = top + pick(0...3)
      layer.isLast = index == count - 1
      fillParameters(&layer)
      layers.append(layer)
      base = layer.destination
      top = base + layer.outputCount
      (height, width, channels) = (layer.outputHeight, layer.outputWidth, layer.outputs)
      fraction = layer.outputFraction
    }
    let output = HydraProgram.Port(base: base, count: top - base, fraction: fraction)
    return HydraProgram(
      lanes: lanes, profile: profile, featureCount: top, input: input, output: output,
      layers: layers, weights: weights, biases: biases)
  }

  private mutating func shapeWindow(_ layer: inout LayerDescriptor) {
    if layer.height * layer.width > 1 {
      layer.kernelHeight = pick(1...min(3, layer.height + 1))
      layer.kernelWidth = pick(1...min(3, layer.width + 1))
      layer.padTop = pick(0...layer.kernelHeight - 1)
      layer.padLeft = pick(0...layer.kernelWidth - 1)
      (layer.strideY, layer.strideX) = (pick(1...3), pick(1...3))
      layer.outputHeight = pick(1...(layer.height - 1 + layer.padTop) / layer.strideY + 1)
      layer.outputWidth = pick(1...(layer.width - 1 + layer.padLeft) / layer.strideX + 1)
    }
    let taps = layer.kernelHeight * layer.kernelWidth
    layer.products = layer.isChannelwise ? taps : taps * layer.channels
    layer.rowStride = layer.width * layer.channels
    layer.stepY = layer.strideY * layer.rowStride & 0xFFFF
    layer.stepX = layer.strideX * layer.channels & 0xFFFF
  }

  private mutating func scale(_ layer: inout LayerDescriptor) {
    layer.rounding = ShiftRounding.allCases[pick(0...2)]
    layer.activation = ActivationFunction.allCases[pick(0...5)]
    layer.weightFraction = layer.operation == .channelMaximum ? 0 : pick(-1...profile.dataBits + 2)
    let sum = layer.inputFraction + layer.weightFraction
    if layer.activation.isTabulated {
      layer.shift = sum - 12
      layer.outputShift = pick(0...15)
      layer.outputFraction = 14 - layer.outputShift
    } else {
      let isRelu6 = layer.activation == .relu6
      layer.shift = pick(layer.operation == .channelMaximum ? -1...3 : 0...profile.dataBits + 4)
      layer.outputFraction = sum - layer.shift
      if isRelu6 {
        layer.outputFraction = min(max(layer.outputFraction, -1), 14)
        layer.shift = sum - layer.outputFraction
        layer.activationParameter = layer.outputFraction + 1
      }
      if layer.activation == .leaky { layer.activationParameter = pick(0...15) }
    }
    // Fractions that are far apart leave the plain functions alone.
    guard !(-16...31).contains(layer.shift) else { return }
    layer.activation = .identity
    (layer.shift, layer.outputShift, layer.activationParameter) = (0, 0, 0)
    layer.outputFraction = sum
  }

  private mutating func fillParameters(_ layer: inout LayerDescriptor) {
    layer.passes = (layer.outputs + lanes - 1) / lanes
    layer.lastLanes = layer.outputs - (layer.passes - 1) * lanes
    if layer.operation != .channelMaximum {
      layer.weightBase = weights[0].count
      for lane in 0..<lanes {
        for pass in 0..<layer.passes {
          let isUsed = pass * lanes + lane < layer.outputs
          for _ in 0..<layer.products {
            weights[lane].append(isUsed ? Int16(pick(profile.range)) : 0)
          }
        }
      }
      layer.hasBias = pick(0...2) > 0
    }
    guard layer.hasBias else { return }
    layer.biasBase = biases[0].count
    layer.biasShift = profile == .word ? pick(0...6) : 0
    let limit = profile == .word ? 1 << 30 : 40000
    for lane in 0..<lanes {
      for pass in 0..<layer.passes {
        let isUsed = pass * lanes + lane < layer.outputs
        biases[lane].append(isUsed ? Int32(pick(-limit...limit)) : 0)
      }
    }
  }
}

extension HydraProgram {
  /// Features for the input, the same for the same seed.
  func randomInputs(seed: Int) -> [Int] {
    var random = SplitMix(seed)
    return (0..<input.count).map { _ in Int.random(in: profile.range, using: &random) }
  }
}
