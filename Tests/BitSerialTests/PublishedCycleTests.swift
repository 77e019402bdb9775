import Basic
import BitSerial
import Foundation
import Frontend
import IR
import TestSupport
import Testing

/// Cycles and energies of the published simulator for a convolution and a linear layer.
///
/// The weights of the linear layer are among the references; those of the convolution are not, and
/// its compute cycles are compared only for designs where weights cannot change them.
@Suite(.enabled(if: RepositoryPaths.hasShared, "the folder of references is missing"))
struct PublishedCycleTests {
  /// A design of the file, and whether the weights of a layer decide its cycles.
  struct Entry: Sendable, CustomTestStringConvertible {
    let key: String
    let accelerator: any BitSerialAccelerator
    var dependsOnWeights = false

    var testDescription: String { key }
  }

  static let fixed = [BitWave.fixedDataflow]

  static let entries = [
    Entry(key: "stripes_dp8_32x16", accelerator: Stripes()),
    Entry(key: "stripes_dp16_16x16", accelerator: Stripes(shape: .sixteenWide)),
    Entry(key: "pragmatic_dp8_32x16", accelerator: Pragmatic(), dependsOnWeights: true),
    Entry(key: "bitlet_g64_32x16", accelerator: Bitlet(), dependsOnWeights: true),
    Entry(key: "bitwave_w5_fixed_dp8_32x16", accelerator: BitWave(width: 5, dataflows: fixed)),
    Entry(key: "bitwave_w5_flex", accelerator: BitWave(width: 5)),
    Entry(key: "bitwave_w6_fixed_dp8_32x16", accelerator: BitWave(width: 6, dataflows: fixed)),
    Entry(key: "bitwave_w6_flex", accelerator: BitWave(width: 6)),
    Entry(key: "bitvert_cons_dp16_32x16", accelerator: BitVert(mode: .conservative)),
    Entry(key: "bitvert_mod_dp16_32x16", accelerator: BitVert(mode: .moderate)),
    Entry(
      key: "bitvert_nobbs_zeroskip_dp16_32x16", accelerator: BitVert(mode: .zeroSkipping),
      dependsOnWeights: true),
    Entry(key: "bitvert_bbs_noprune_dp16_32x16", accelerator: BitVert(mode: .unpruned)),
  ]

  /// The two layers; the linear one with its weights.
  private static func layers() throws -> [BitSerialLayer] {
    let vectors = try vectors()
    let path = vectors.appendingPathComponent("linear128x256.npz").path
    let weights = try TensorFile.open(path).tensor("input").integers.map { Int8($0) }
    let kind = BitSerialLayer.Kind.convolution(
      kernel: PlaneSize(3), input: PlaneSize(28), output: PlaneSize(28), groups: 1)
    return [
      try #require(
        BitSerialLayer(
          name: "convA", kind: kind, channels: 32, filters: 64, sensitiveChannels: 32)),
      try #require(
        BitSerialLayer(
          name: "fcB", kind: .linear(tokens: 49), channels: 256, filters: 128, weights: weights,
          sensitiveChannels: 32)),
    ]
  }

  private static func vectors() throws -> URL {
    try #require(RepositoryPaths.shared).appendingPathComponent("vectors/bbs")
  }

  private static func document() throws -> JSONValue {
    let file = try vectors().appendingPathComponent("cycles_tiny.json")
    return try JSONReader.read(String(decoding: Data(contentsOf: file), as: UTF8.self))
  }

  private static func number(_ value: JSONValue, _ path: String...) throws -> Double {
    let last = try path.reduce(value) { try #require($0[$1], "\(path)") }
    switch last {
    case .integer(let value): return Double(value)
    case .number(let value): return value
    default: throw MissingNumber(path: path)
    }
  }

  private struct MissingNumber: Error {
    let path: [String]
  }

  @Test func everyDesignOfTheFileIsCompared() throws {
    guard case .object(let members) = try Self.document() else {
      Issue.record("the file is no object")
      return
    }
    #expect(Set(members.map(\.name)) == Set(Self.entries.map(\.key)))
  }

  @Test(arguments: entries)
  func cyclesAreEqual(entry: Entry) throws {
    let expected = try #require(try Self.document()[entry.key])
    let layers = try Self.layers()
    let stated = try Self.stated(entry, expected, layers)
    let cost = try BitSerialCostModel(stated, constants: .published).cost(of: layers)
    for layer in cost.layers {
      #expect(
        layer.dramCycles.count == (try Self.number(expected, "per_layer", layer.name, "dram")))
    }
    for layer in layers where layer.weights != nil || !entry.dependsOnWeights {
      let cycles = try entry.accelerator.schedule(layer).cycles.count
      #expect(cycles == (try Self.number(expected, "per_layer", layer.name, "compute")))
    }
    #expect(cost.computeCycles.count == (try Self.number(expected, "compute")))
    #expect(cost.cycles.count == (try Self.number(expected, "total")))
  }

  @Test(arguments: entries)
  func energiesAreEqual(entry: Entry) throws {
    let expected = try #require(try Self.document()[entry.key])
    let layers = try Self.layers()
    let stated = try Self.stated(entry, expected, layers)
    let energy = try BitSerialCostModel(stated, constants: .published).cost(of: layers).energy
    for (key, value) in [
      ("compute", energy.compute), ("sram_rd", energy.sramRead), ("sram_wr", energy.sramWrite),
      ("dram", energy.dram),
    ] {
      let microjoules = try Self.number(expected, "energy_uJ", key)
      #expect(abs(value.value / 1e6 - microjoules) <= 1e-9 * microjoules, "\(key)")
    }
    let (weights, activations) = (stated.weightBuffer, stated.activationBuffer)
    for (key, value) in [
      ("w_read_all_banks", weights.readAllBanks), ("i_read_all_banks", activations.readAllBanks),
      ("w_write_64b", weights.write64Bits), ("i_write_64b", activations.write64Bits),
    ] {
      let picojoules = try Self.number(expected, "sram_pJ", key)
      #expect(abs(value.value - picojoules) <= 1e-9 * picojoules, "\(key)")
    }
  }

  /// The design, with the stated compute cycles where a layer's weights are needed and unknown.
  private static func stated(
    _ entry: Entry, _ expected: JSONValue, _ layers: [BitSerialLayer]
  ) throws -> any BitSerialAccelerator {
    guard entry.dependsOnWeights else { return entry.accelerator }
    var cycles: [String: Double] = [:]
    for layer in layers {
      cycles[layer.name] = try number(expected, "per_layer", layer.name, "compute")
    }
    return StatedCycles(base: entry.accelerator, cycles: cycles)
  }
}
