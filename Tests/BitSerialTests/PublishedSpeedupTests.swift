import BitSerial
import Foundation
import Testing

/// Totals and speedups of the published simulator for six networks, to within 0.1 %.
@Suite struct PublishedSpeedupTests {
  /// What the simulator gives: 10^6 cycles of Stripes, then speedups and mean widths of BitVert.
  struct Expected: Sendable {
    let megacycles: Double
    let conservative: Double
    let moderate: Double
    let correctedConservative: Double
    let correctedModerate: Double
    let conservativeWidth: Double
    let moderateWidth: Double
  }

  static let names = ["VGG-16", "ResNet-34", "ResNet-50", "ViT-Small", "ViT-Base", "BERT"]

  static let expected = [
    Expected(
      megacycles: 40.80, conservative: 2.28, moderate: 3.03, correctedConservative: 2.12,
      correctedModerate: 2.66, conservativeWidth: 6.21, moderateWidth: 4.84),
    Expected(
      megacycles: 9.642, conservative: 2.47, moderate: 3.07, correctedConservative: 2.47,
      correctedModerate: 3.06, conservativeWidth: 6.27, moderateWidth: 5.01),
    Expected(
      megacycles: 10.828, conservative: 2.42, moderate: 2.97, correctedConservative: 2.41,
      correctedModerate: 2.95, conservativeWidth: 6.26, moderateWidth: 4.95),
    Expected(
      megacycles: 8.755, conservative: 2.55, moderate: 3.25, correctedConservative: 2.55,
      correctedModerate: 3.25, conservativeWidth: 6.26, moderateWidth: 4.92),
    Expected(
      megacycles: 34.76, conservative: 2.57, moderate: 3.31, correctedConservative: 2.54,
      correctedModerate: 3.31, conservativeWidth: 6.23, moderateWidth: 4.83),
    Expected(
      megacycles: 21.23, conservative: 2.43, moderate: 3.28, correctedConservative: 2.35,
      correctedModerate: 3.08, conservativeWidth: 6.24, moderateWidth: 4.83),
  ]

  private static func shapes(_ name: String) throws -> NetworkShapes {
    switch name {
    case "VGG-16": try .vgg16()
    case "ResNet-34": try .resNet34()
    case "ResNet-50": try .resNet50()
    case "ViT-Small": try .visionTransformer(name, width: 384)
    case "ViT-Base": try .visionTransformer(name, width: 768)
    default: try .bert()
    }
  }

  private static func cost(
    _ shapes: NetworkShapes, _ accelerator: some BitSerialAccelerator, sensitive: Int,
    _ constants: CostConstants
  ) throws -> BitSerialCost {
    let model = BitSerialCostModel(
      accelerator, constants: constants,
      refetch: shapes.isTransformer ? .inputs : .leastTraffic)
    return try model.cost(of: shapes.layers(sensitive: sensitive))
  }

  /// The speedups of BitVert over Stripes: conservative and moderate.
  private static func speedups(
    _ shapes: NetworkShapes, _ constants: CostConstants
  ) throws -> (conservative: Double, moderate: Double) {
    let stripes = try cost(shapes, Stripes(), sensitive: 0, constants)
    let conservative = try cost(shapes, BitVert(mode: .conservative), sensitive: 10, constants)
    let moderate = try cost(shapes, BitVert(mode: .moderate), sensitive: 20, constants)
    return (conservative.speedup(over: stripes), moderate.speedup(over: stripes))
  }

  /// Whether a number is within 0.1 % of what a rounded one can stand for.
  private static func isClose(_ value: Double, _ printed: Double, digit: Double = 0.01) -> Bool {
    abs(value - printed) <= digit / 2 + 0.001 * printed
  }

  @Test(arguments: zip(names, expected))
  func totalOfStripes(name: String, expected: Expected) throws {
    let cost = try Self.cost(Self.shapes(name), Stripes(), sensitive: 0, .published)
    let megacycles = cost.cycles.count / 1e6
    #expect(Self.isClose(megacycles, expected.megacycles, digit: 0.001), "\(megacycles)")
  }

  @Test(arguments: zip(names, expected))
  func speedupsOfBitVert(name: String, expected: Expected) throws {
    let published = try Self.speedups(Self.shapes(name), .published)
    #expect(Self.isClose(published.conservative, expected.conservative), "\(published)")
    #expect(Self.isClose(published.moderate, expected.moderate), "\(published)")
    let corrected = try Self.speedups(Self.shapes(name), .corrected)
    #expect(Self.isClose(corrected.conservative, expected.correctedConservative), "\(corrected)")
    #expect(Self.isClose(corrected.moderate, expected.correctedModerate), "\(corrected)")
  }

  @Test(arguments: zip(names, expected))
  func meanWidthsOfWeights(name: String, expected: Expected) throws {
    for (mode, percent, width) in [
      (BitVert.Mode.conservative, 10, expected.conservativeWidth),
      (.moderate, 20, expected.moderateWidth),
    ] {
      let layers = try Self.shapes(name).layers(sensitive: percent)
      let bytes = layers.reduce(0) { $0 + BitVert(mode: mode).weightBytes(of: $1) }
      let count = layers.reduce(0) { $0 + $1.weightCount }
      #expect(Self.isClose(8 * bytes / Double(count), width), "\(8 * bytes / Double(count))")
    }
  }

  @Test func geometricMeans() throws {
    let speedups = try Self.names.map { try Self.speedups(Self.shapes($0), .published) }
    func mean(_ values: [Double]) -> Double {
      exp(values.map { log($0) }.reduce(0, +) / Double(values.count))
    }
    #expect(Self.isClose(mean(speedups.map(\.conservative)), 2.45))
    #expect(Self.isClose(mean(speedups.map(\.moderate)), 3.15))
  }
}
