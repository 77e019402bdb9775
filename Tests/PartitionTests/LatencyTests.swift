import Basic
import IR
import Partition
import Testing

/// Latencies of the same model by a program of its own: three equal devices on a shared medium.
@Suite struct LatencyTests {
  /// A row of the table: milliseconds by strategy.
  struct Row: CustomStringConvertible, Sendable {
    let network: String
    let latency: Double
    let bandwidth: Double
    let milliseconds: [(strategy: SplitStrategy, gather: Topology?, time: Double)]

    var description: String { "\(network) \(latency) s \(bandwidth) bit/s" }

    init(
      _ network: ReferenceNetwork, _ latency: Double, _ bandwidth: Double, _ times: [Double],
      star: Double? = nil
    ) {
      self.network = network.rawValue
      self.latency = latency
      self.bandwidth = bandwidth
      let columns: [(SplitStrategy, Topology?)] = [
        (.solo, nil), (.outputChannels, .direct), (.coedgeConcat, .direct), (.coedgeHalo, nil),
        (.interleavedOptimal, nil), (.auto, nil),
      ]
      milliseconds =
        zip(columns, times).map { ($0.0, $0.1, $1) }
        + (star.map { [(.outputChannels, .star, $0)] } ?? [])
    }
  }

  static let rows: [Row] = [
    Row(.lenet5, 1e-3, 50e6, [4.2, 33.0, 14.9, 11.1, 17.0, 4.2], star: 25.7),
    Row(.lenet5, 4e-3, 50e6, [4.2, 117.0, 44.9, 35.1, 53.0, 4.2], star: 85.7),
    Row(.lenet5, 0.1e-3, 1e9, [4.2, 4.4, 3.1, 2.8, 2.8, 2.3], star: 3.6),
    Row(.alexnet, 1e-3, 50e6, [142.8, 548.7, 526.9, 200.5, 488.1, 142.8]),
    Row(.alexnet, 1e-3, 1e9, [142.8, 116.4, 112.4, 88.5, 90.1, 82.2], star: 106.7),
    Row(.alexnet, 0.1e-3, 1e9, [142.8, 75.0, 87.2, 70.5, 70.8, 63.5]),
    Row(.vgg11, 1e-3, 50e6, [1521.8, 4403.6, 4403.6, 826.4, 4342.3, 808.7]),
    Row(.vgg11, 1e-3, 1e9, [1521.8, 762.9, 795.0, 599.1, 730.9, 584.9]),
    Row(.vgg11, 0.1e-3, 1e9, [1521.8, 705.3, 753.6, 573.9, 700.7, 554.9]),
  ]

  /// The latency if products that are divided by channels took a third on each device, as the table
  /// has it; plans charge the slowest device with its whole number of channels.
  private func withIdealChannels(_ plan: SplitPlan, speed: Double) -> Nanoseconds {
    plan.units.reduce(plan.totals.latency) { latency, unit in
      guard unit.mode == .outputChannels || unit.mode == .inputChannels else { return latency }
      let slowest = unit.loads.reduce(0) { max($0, $1.time.value) }
      let all = unit.loads.reduce(0) { $0 + $1.macs }
      return latency + Nanoseconds(Double(all) / 3 / speed * 1e9 - slowest)
    }
  }

  /// What the table takes the best of: for pairs, one way to gather everywhere, and of the pairs that
  /// thirds of channels favour those that whole channels do not.
  private func candidates(
    _ strategy: SplitStrategy, _ gather: Topology?, _ network: ReferenceNetwork
  ) -> [SplitSettings] {
    guard strategy == .interleavedOptimal else { return [SplitSettings(strategy, gather: gather)] }
    let pairs: [[Int]?] = network == .vgg11 ? [nil, [2, 4, 6, 8]] : [nil]
    return pairs.flatMap { pairs in
      [Topology.direct, .star].map { SplitSettings(strategy, gather: $0, pairs: pairs) }
    }
  }

  @Test(arguments: rows) func latencyIsPredicted(_ row: Row) throws {
    let network = try #require(ReferenceNetwork(rawValue: row.network))
    let speed = network == .lenet5 ? 1e8 : 5e9
    let environment = Planning.environment(
      [speed, speed, speed], latency: row.latency, bandwidth: row.bandwidth)
    for (strategy, gather, time) in row.milliseconds {
      let plans = try candidates(strategy, gather, network).map {
        try Planning.plan(network.program, environment, $0)
      }
      let best = plans.map { withIdealChannels($0, speed: speed).value / 1e6 }.min() ?? 0
      #expect(abs(best - time) <= 0.1, "\(strategy): \(plans[0].totals.latency)")
    }
  }
}
