import Basic
import IR
import Partition
import Testing

/// Peak memory of the same model by a program of its own.
@Suite struct MemoryTests {
  /// Megabytes of the device that needs most, with equal shares.
  struct Row: CustomStringConvertible, Sendable {
    let network: String
    let devices: Int
    /// By output channels; in pairs; by rows.
    let megabytes: [Double]
    /// Half of the last digit of the table.
    let resolution: Double

    var description: String { "\(network) on \(devices)" }
  }

  static let rows = [
    Row(network: "lenet5", devices: 2, megabytes: [0.138, 0.139, 0.259], resolution: 0.0005),
    Row(network: "alexnet", devices: 2, megabytes: [123.2, 123.4, 245.1], resolution: 0.05),
    Row(network: "vgg11", devices: 2, megabytes: [275.4, 280.2, 538.2], resolution: 0.05),
    Row(network: "lenet5", devices: 3, megabytes: [0.0939, 0.0971, 0.2553], resolution: 0.00005),
    Row(network: "alexnet", devices: 3, megabytes: [82.4, 83.1, 244.9], resolution: 0.05),
    Row(network: "vgg11", devices: 3, megabytes: [184.9, 191.2, 536.0], resolution: 0.05),
    Row(network: "lenet5", devices: 4, megabytes: [0.073, 0.077, 0.254], resolution: 0.0005),
    Row(network: "alexnet", devices: 4, megabytes: [61.9, 62.3, 244.8], resolution: 0.05),
    Row(network: "vgg11", devices: 4, megabytes: [139.3, 146.5, 534.8], resolution: 0.05),
  ]

  @Test(arguments: rows) func peaksArePredicted(_ row: Row) throws {
    let network = try #require(ReferenceNetwork(rawValue: row.network))
    let speeds = [Double](repeating: 1e9, count: row.devices)
    let pairs = Array(
      stride(from: 0, to: network == .vgg11 ? 10 : network == .alexnet ? 7 : 4, by: 2))
    let settings = [
      SplitSettings(.outputChannels, gather: .direct),
      SplitSettings(.interleaved, gather: .direct, reduce: .star, pairs: pairs),
      SplitSettings(.coedgeHalo),
    ]
    for (settings, megabytes) in zip(settings, row.megabytes) {
      let plan = try Planning.plan(
        network.program, Planning.environment(speeds), settings)
      let peak = plan.devices.reduce(0) { max($0, $1.peak.count) }
      #expect(
        abs(Double(peak) / 1e6 - megabytes) <= row.resolution * 1.001, "\(settings.strategy)")
    }
  }

  @Test func weightsAreThoseOfTheWorkedExample() throws {
    let environment = Planning.environment([1, 1, 1])
    let cases: [(SplitSettings, [Int])] = [
      (SplitSettings(.outputChannels), [82904, 81960, 81960]),
      (SplitSettings(.coedgeHalo), [246824, 10288, 10288]),
      (SplitSettings(.interleaved, pairs: [0, 2]), [82768, 82028, 82028]),
    ]
    for (settings, weights) in cases {
      let plan = try Planning.plan(ReferenceNetwork.lenet5.program, environment, settings)
      #expect(plan.devices.map(\.weights.count) == weights)
    }
  }

  /// A memory limit with the latency and the peak that it leaves, in milliseconds and megabytes.
  struct Limit: CustomStringConvertible, Sendable {
    let network: ReferenceNetwork
    let latency: Double
    let bandwidth: Double
    let megabytes: Double?
    let time: Double
    let peak: Double?

    var description: String { "\(network) \(megabytes.map { "\($0) MB" } ?? "unlimited")" }
  }

  // The table counts 75 of 224 rows of the first convolution for the first device, which has 76
  // because the pool behind it reads whole windows: 60 kB, which decide at 200 MB.
  static let limits = [
    Limit(
      network: .vgg11, latency: 1e-3, bandwidth: 50e6, megabytes: nil, time: 808.7, peak: 261.9),
    Limit(
      network: .vgg11, latency: 1e-3, bandwidth: 50e6, megabytes: 220, time: 816.5, peak: 206.3),
    Limit(
      network: .vgg11, latency: 1e-3, bandwidth: 50e6, megabytes: 200.06, time: 920.8, peak: nil),
    Limit(
      network: .vgg11, latency: 1e-3, bandwidth: 50e6, megabytes: 190, time: 1333.6, peak: 187.4),
    Limit(
      network: .alexnet, latency: 0.1e-3, bandwidth: 1e9, megabytes: nil, time: 63.5, peak: 88.6),
    Limit(
      network: .alexnet, latency: 0.1e-3, bandwidth: 1e9, megabytes: 84, time: 64.6, peak: nil),
  ]

  @Test(arguments: limits) func limitsAreKept(_ limit: Limit) throws {
    let environment = Planning.environment(
      [5e9, 5e9, 5e9], latency: limit.latency, bandwidth: limit.bandwidth,
      memory: limit.megabytes.map { Bytes(Int($0 * 1e6)) })
    let plan = try Planning.plan(
      limit.network.program, environment, SplitSettings(.auto), charging: .shares)
    let peak = plan.devices.reduce(0) { max($0, $1.peak.count) }
    #expect(abs(plan.totals.latency.value / 1e6 - limit.time) <= 0.1, "\(plan.totals.latency)")
    #expect(plan.totals.isOptimal)
    if let megabytes = limit.megabytes { #expect(peak <= Int(megabytes * 1e6)) }
    if let expected = limit.peak { #expect(abs(Double(peak) / 1e6 - expected) <= 0.1, "\(peak)") }
    let strict = try Planning.plan(limit.network.program, environment, SplitSettings(.auto))
    #expect(zip(strict.devices, environment.devices).allSatisfy { $0.peak <= $1.memory ?? $0.peak })
    #expect(strict.totals.latency.value >= plan.totals.latency.value - 1e-3)
  }

  @Test func theWorkedPlanIsFound() throws {
    let environment = Planning.environment([5e9, 5e9, 5e9], memory: Bytes(220_000_000))
    let plan = try Planning.plan(
      ReferenceNetwork.vgg11.program, environment, SplitSettings(.auto), charging: .shares)
    #expect(plan.connections == 32)
    #expect(plan.bytes == Bytes(1_511_616))
    let modes = [SplitMode](repeating: .rows, count: 8) + [.inputChannels, .outputChannels]
    #expect(plan.units.map(\.mode) == modes + [.inputChannels])
  }
}
