import Hydra
import TestSupport

extension HydraProgram {
  /// The same network with dense layers in parts that share the map of the layer.
  ///
  /// - Parameter widths: for a layer the outputs of its parts, in order; other layers stay whole.
  /// - Returns: a program without segments, which gaps need: `streamed` adds them.
  func divided(_ widths: [Int: [Int]]) -> HydraProgram {
    var program = self
    program.layers = []
    program.weights = Array(repeating: [], count: lanes)
    program.biases = Array(repeating: [], count: lanes)
    for (index, layer) in layers.enumerated() {
      var first = 0
      for width in widths[index] ?? [layer.outputs] {
        var part = layer
        part.outputs = width
        part.gap = layer.outputs - width
        part.passes = (width + lanes - 1) / lanes
        part.lastLanes = width - (part.passes - 1) * lanes
        part.destination += first
        part.isLast = layer.isLast && first + width == layer.outputs
        program.append(part, first, of: layer, self)
        first += width
      }
    }
    return program
  }

  /// Adds outputs of a layer of another program from `first` on.
  private mutating func append(
    _ part: LayerDescriptor, _ first: Int, of layer: LayerDescriptor, _ source: HydraProgram
  ) {
    var part = part
    let products = layer.products
    if layer.operation != .channelMaximum { part.weightBase = weights[0].count }
    if layer.hasBias { part.biasBase = biases[0].count }
    for output in 0..<part.passes * lanes {
      let (pass, lane) = (first + output).quotientAndRemainder(dividingBy: lanes)
      let isUsed = output < part.outputs
      if layer.operation != .channelMaximum {
        let start = layer.weightBase + pass * products
        weights[output % lanes] +=
          isUsed
          ? source.weights[lane][start..<start + products]
          : ArraySlice(repeating: 0, count: products)
      }
      if layer.hasBias {
        biases[output % lanes].append(
          isUsed ? source.biases[lane][layer.biasBase + pass] : 0)
      }
    }
    layers.append(part)
  }
}

/// A network in parts, and the same whole.
struct DividedNetwork {
  var whole: HydraProgram
  /// With segments, and dense layers in parts.
  var divided: HydraProgram

  /// A network of a seed: at least one dense layer of several positions, or the last, is in parts.
  init(seed: Int, lanes: Int, profile: NumberProfile = .byte) {
    var (random, next) = (SplitMix(seed), seed)
    while true {
      let whole = RandomNetwork.program(seed: next, lanes: lanes, profile: profile)
      let dense = whole.layers.indices.filter {
        whole.layers[$0].operation == .dense && whole.layers[$0].outputs > 1
      }
      if dense.contains(where: { whole.layers[$0].positions > 1 || whole.layers[$0].isLast }) {
        var widths: [Int: [Int]] = [:]
        for index in dense {
          widths[index] = Self.parts(of: whole.layers[index].outputs, &random)
        }
        self.whole = whole
        divided = whole.divided(widths).streamed(&random)
        return
      }
      next += 10_000
    }
  }

  /// Two to four numbers that have a sum.
  private static func parts(of sum: Int, _ random: inout SplitMix) -> [Int] {
    var parts: [Int] = []
    var left = sum
    while left > 1, parts.count < 3 {
      let part = Int.random(in: 1..<left, using: &random)
      parts.append(part)
      left -= part
    }
    return parts + [left]
  }
}
