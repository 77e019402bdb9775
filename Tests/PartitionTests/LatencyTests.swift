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
    let milliseconds: [(strategy: SplitStrategy, gathers: [Topology?], time: Double)]

    var description: String { "\(network) \(latency) s \(bandwidth) bit/s" }

    init(
      _ network: ReferenceNetwork, _ latency: Double, _ bandwidth: Double, _ times: [Double],
      star: Double? = nil
    ) {
      self.network = network.rawValue
      self.latency = latency
      self.bandwidth = bandwidth
      let columns: [(SplitStrategy, [Topology?])] = [
        (.solo, [nil]), (.outputChannels, [.direct]), (.coedgeConcat, [.direct]),
        (.coedgeHalo, [nil]), (.interleavedOptimal, [.direct, .star]), (.auto, [nil]),
      ]
      milliseconds =
        zip(columns, times).map { ($0.0, $0.1, $1) }
        + (star.map { [(.outputChannels, [.star], $0)] } ?? [])
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

  @Test(arguments: rows) func latencyIsPredicted(_ row: Row) throws {
    let network = try #require(ReferenceNetwork(rawValue: row.network))
    let speed = network == .lenet5 ? 1e8 : 5e9
    let environment = Planning.environment(
      [speed, speed, speed], latency: row.latency, bandwidth: row.bandwidth)
    for (strategy, gathers, time) in row.milliseconds {
      let settings = gathers.map { SplitSettings(strategy, gather: $0) }
      let plans = try settings.map {
        try Planning.plan(network.program, environment, $0, charging: .shares)
      }
      let best = plans.map(\.totals.latency.value).min() ?? 0
      // The table has tenths of milliseconds. The solver knows more ways than the one of the table,
      // which make one of its plans a tenth faster.
      let (found, published) = ((best / 1e5).rounded(), (time * 10).rounded())
      #expect(
        found == published || strategy == .auto && found == published - 1,
        "\(strategy): \(plans[0].totals.latency)")
      // Nobody is charged less for whole channels; some tens of sums are rounded in either.
      for (settings, plan) in zip(settings, plans) {
        let whole = try Planning.plan(network.program, environment, settings)
        #expect(whole.totals.latency.value >= plan.totals.latency.value * (1 - 0x1p-48))
      }
    }
  }
}
