import BitSerial
import TestSupport
import Testing

/// Speedups of the designs that skip zeros, for ResNet-50 with Gaussian weights.
@Suite(.enabled(if: isOptimized, "25 million weights take a minute without optimization"))
struct GaussianNetworkTests {
  /// The layers of ResNet-50 with normally distributed weights, quantized per output channel.
  private static func layers() throws -> [BitSerialLayer] {
    var random = SeededWeights(seed: 1)
    return try NetworkShapes.resNet50().layers.map { layer in
      let count = layer.weightCount / layer.filters
      let weights = (0..<layer.filters).flatMap { _ in random.channel(count) }
      return try #require(
        BitSerialLayer(
          name: layer.name, kind: layer.kind, channels: layer.channels, filters: layer.filters,
          weights: weights))
    }
  }

  @Test func speedupsOverStripes() throws {
    let layers = try Self.layers()
    let stripes = try BitSerialCostModel(Stripes(), constants: .published).cost(of: layers)
    let designs: [(any BitSerialAccelerator, Double)] = [
      (Pragmatic(), 1.15), (Bitlet(), 1.48),
      (BitWave(width: 5, dataflows: [BitWave.fixedDataflow]), 1.96),
    ]
    for (design, expected) in designs {
      let cost = try BitSerialCostModel(design, constants: .published).cost(of: layers)
      let speedup = cost.speedup(over: stripes)
      #expect(abs(speedup - expected) < 0.01 * expected, "\(design.design): \(speedup)")
    }
  }
}
