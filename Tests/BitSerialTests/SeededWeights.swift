import BitSerial
import Foundation
import Testing

/// Weights of seeded layers.
struct SeededWeights {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func uniform() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / Double(1 << 53)
  }

  /// Weights that are distributed nearly normally: sums of twelve uniform numbers.
  mutating func normal(_ count: Int, deviation: Double) -> [Int8] {
    (0..<count).map { _ in
      let sum = (0..<12).reduce(-6.0) { sum, _ in sum + uniform() }
      return Int8(max(-128, min(127, (sum * deviation).rounded())))
    }
  }

  /// Normally distributed weights of one output channel, in steps of 1/127 of the largest.
  mutating func channel(_ count: Int) -> [Int8] {
    let values = (0..<count).map { _ in
      sqrt(-2 * log(1 - uniform())) * cos(2 * Double.pi * uniform())
    }
    let largest = values.reduce(0) { max($0, abs($1)) }
    return values.map { Int8(($0 / largest * 127).rounded()) }
  }

  /// A convolution with weights.
  static func convolution(
    channels: Int, filters: Int, kernel: PlaneSize, output: PlaneSize, groups: Int = 1,
    deviation: Double = 20, seed: UInt64 = 1
  ) throws -> BitSerialLayer {
    var random = SeededWeights(seed: seed)
    let kind = BitSerialLayer.Kind.convolution(
      kernel: kernel, input: output, output: output, groups: groups)
    let count = filters * channels / groups * kernel.area
    return try #require(
      BitSerialLayer(
        name: "convolution", kind: kind, channels: channels, filters: filters,
        weights: random.normal(count, deviation: deviation)))
  }

  /// A linear layer with weights.
  static func linear(
    channels: Int, filters: Int, tokens: Int, deviation: Double = 20, seed: UInt64 = 2
  ) throws -> BitSerialLayer {
    var random = SeededWeights(seed: seed)
    return try #require(
      BitSerialLayer(
        name: "linear", kind: .linear(tokens: tokens), channels: channels, filters: filters,
        weights: random.normal(channels * filters, deviation: deviation)))
  }
}
