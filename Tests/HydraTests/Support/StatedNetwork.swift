import Hydra
import TestSupport

/// Networks whose cycles the documentation of the device states.
struct StatedNetwork {
  private var random = SplitMix(1)
  private let lanes: Int
  private var layers: [LayerDescriptor] = []
  private var weights: [[Int16]]
  private var biases: [[Int32]]
  private var (height, width, channels): (Int, Int, Int)
  private let inputCount: Int
  private var base = 0
  private var top: Int

  private init(_ height: Int, _ width: Int, _ channels: Int, lanes: Int) {
    (self.height, self.width, self.channels, self.lanes) = (height, width, channels, lanes)
    inputCount = height * width * channels
    top = inputCount
    weights = Array(repeating: [], count: lanes)
    biases = Array(repeating: [], count: lanes)
  }

  static func perceptron(_ sizes: [Int], lanes: Int) -> HydraProgram {
    var network = StatedNetwork(1, 1, sizes[0], lanes: lanes)
    for size in sizes.dropFirst() { network.dense(size) }
    return network.program
  }

  static func leNet(lanes: Int) -> HydraProgram {
    var network = StatedNetwork(28, 28, 1, lanes: lanes)
    network.convolution(6, kernel: 5, padding: 2)
    network.pool()
    network.convolution(16, kernel: 5, padding: 0)
    network.pool()
    for size in [120, 84, 10] { network.dense(size) }
    return network.program
  }

  /// 10 x 10, a convolution of 5 filters that keeps the size, 4 classes.
  static func image(lanes: Int) -> HydraProgram {
    var network = StatedNetwork(10, 10, 1, lanes: lanes)
    network.convolution(5, kernel: 3, padding: 1)
    network.dense(4)
    return network.program
  }

  /// 32 x 32 x 3, convolutions of 32, 64 and 64 filters with pooling between, 64 neurons, 10 classes.
  static func colourImages(lanes: Int) -> HydraProgram {
    var network = StatedNetwork(32, 32, 3, lanes: lanes)
    network.convolution(32, kernel: 3, padding: 0)
    network.pool()
    network.convolution(64, kernel: 3, padding: 0)
    network.pool()
    network.convolution(64, kernel: 3, padding: 0)
    for size in [64, 10] { network.dense(size) }
    return network.program
  }

  private var program: HydraProgram {
    var layers = layers
    layers[layers.count - 1].isLast = true
    let last = layers[layers.count - 1]
    return HydraProgram(
      lanes: lanes, profile: .byte,
      featureCount: layers.map { $0.destination + $0.outputCount }.max() ?? 0,
      input: .init(base: layers[0].inputBase, count: inputCount, fraction: 5),
      output: .init(base: last.destination, count: last.outputCount, fraction: 5), layers: layers,
      weights: weights, biases: biases)
  }

  private mutating func dense(_ size: Int) {
    (height, width, channels) = (1, 1, height * width * channels)
    convolution(size, kernel: 1, padding: 0)
  }

  private mutating func convolution(_ filters: Int, kernel: Int, padding: Int) {
    var layer = LayerDescriptor()
    (layer.kernelHeight, layer.kernelWidth) = (kernel, kernel)
    (layer.padTop, layer.padLeft) = (padding, padding)
    layer.outputHeight = height + 2 * padding - kernel + 1
    layer.outputWidth = width + 2 * padding - kernel + 1
    layer.outputs = filters
    layer.products = kernel * kernel * channels
    layer.activation = .relu
    layer.hasBias = true
    layer.weightFraction = 7
    layer.shift = 7
    layer.weightBase = weights[0].count
    layer.biasBase = biases[0].count
    add(&layer)
  }

  private mutating func pool() {
    var layer = LayerDescriptor()
    layer.operation = .channelMaximum
    (layer.kernelHeight, layer.kernelWidth) = (2, 2)
    (layer.strideY, layer.strideX) = (2, 2)
    (layer.outputHeight, layer.outputWidth) = (height / 2, width / 2)
    layer.outputs = channels
    layer.products = 4
    add(&layer)
  }

  private mutating func add(_ layer: inout LayerDescriptor) {
    (layer.height, layer.width, layer.channels) = (height, width, channels)
    layer.rowStride = width * channels
    layer.stepY = layer.strideY * layer.rowStride
    layer.stepX = layer.strideX * channels
    (layer.inputFraction, layer.outputFraction) = (5, 5)
    layer.passes = (layer.outputs + lanes - 1) / lanes
    layer.lastLanes = layer.outputs - (layer.passes - 1) * lanes
    layer.source = (base - layer.paddingOffset) & 0xFFFF
    // The two ends of a memory in turn.
    layer.destination = base == 0 ? 65535 - layer.outputCount : 0
    if layer.hasBias {
      for lane in 0..<lanes {
        for _ in 0..<layer.passes * layer.products {
          weights[lane].append(Int16.random(in: -128...127, using: &random))
        }
        for _ in 0..<layer.passes {
          biases[lane].append(Int32.random(in: -999...999, using: &random))
        }
      }
    }
    layers.append(layer)
    base = layer.destination
    (height, width, channels) = (layer.outputHeight, layer.outputWidth, layer.outputs)
  }
}
