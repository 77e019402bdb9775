import Basic
import IR
import Partition
import Testing

/// Messages and bytes of published schemes on three networks, counted by a program of its own that
/// sent them.
@Suite struct MessageCountTests {
  /// One row of the tables.
  struct Row: CustomStringConvertible, Sendable {
    let network: String
    let speeds: [Double]
    let settings: SplitSettings
    let connections: Int
    let bytes: Int

    var description: String {
      "\(network) \(settings.strategy.rawValue) \(settings.pairs ?? []) \(speeds)"
    }

    init(
      _ network: ReferenceNetwork, _ strategy: SplitStrategy, _ connections: Int, _ bytes: Int,
      gather: Topology = .direct, reduce: Topology = .star, pairs: [Int]? = nil,
      speeds: [Double] = [1, 1, 1]
    ) {
      self.network = network.rawValue
      self.speeds = speeds
      self.connections = connections
      self.bytes = bytes
      settings = SplitSettings(strategy, gather: gather, reduce: reduce, pairs: pairs)
    }
  }

  static let ratio: [Double] = [4, 2, 1]

  static let lenet: [Row] = [
    Row(.lenet5, .solo, 0, 0),
    Row(.lenet5, .outputChannels, 28, 22456),
    Row(.lenet5, .outputChannels, 20, 27136, gather: .star),
    Row(.lenet5, .coedgeHalo, 8, 6976),
    Row(.lenet5, .coedgeConcat, 10, 18560),
    Row(.lenet5, .interleaved, 12, 25560, pairs: [0, 2]),
    Row(.lenet5, .interleaved, 16, 48632, reduce: .direct, pairs: [0, 2]),
    Row(.lenet5, .interleaved, 28, 25560, reduce: .reduceScatterAllGather, pairs: [0, 2]),
    Row(.lenet5, .interleaved, 14, 19600, pairs: [1, 3]),
    Row(.lenet5, .interleaved, 16, 20560, reduce: .direct, pairs: [1, 3]),
    Row(.lenet5, .interleaved, 22, 19600, reduce: .reduceScatterAllGather, pairs: [1, 3]),
    Row(.lenet5, .interleaved, 12, 22736, gather: .star, pairs: [1, 3]),
    Row(.lenet5, .outputChannels, 28, 22448, speeds: ratio),
    Row(.lenet5, .coedgeHalo, 7, 5888, speeds: ratio),
    Row(.lenet5, .interleaved, 12, 25552, pairs: [0, 2], speeds: ratio),
    Row(
      .lenet5, .interleaved, 28, 25552, reduce: .reduceScatterAllGather, pairs: [0, 2],
      speeds: ratio),
    Row(.lenet5, .interleaved, 14, 19600, pairs: [1, 3], speeds: ratio),
  ]

  static let large: [Row] = [
    Row(.alexnet, .outputChannels, 46, 2_844_264),
    Row(.vgg11, .outputChannels, 64, 23_951_976),
    Row(.alexnet, .outputChannels, 32, 3_387_560, gather: .star),
    Row(.vgg11, .outputChannels, 44, 31_483_948, gather: .star),
    Row(.alexnet, .coedgeHalo, 20, 736_896),
    Row(.vgg11, .coedgeHalo, 28, 1_495_424),
    Row(.alexnet, .coedgeConcat, 28, 2_726_912),
    Row(.vgg11, .coedgeConcat, 46, 23_740_416),
    Row(.alexnet, .interleaved, 22, 5_708_096, reduce: .direct, pairs: [0, 2, 4, 6]),
    Row(.vgg11, .interleaved, 34, 71_150_184, reduce: .direct, pairs: [0, 2, 4, 6, 8]),
    Row(.alexnet, .interleaved, 16, 3_349_312, pairs: [0, 2, 4, 6]),
    Row(.vgg11, .interleaved, 24, 30_374_504, pairs: [0, 2, 4, 6, 8]),
    Row(
      .alexnet, .interleaved, 40, 3_349_312, reduce: .reduceScatterAllGather,
      pairs: [0, 2, 4, 6]),
    Row(
      .vgg11, .interleaved, 64, 30_374_504, reduce: .reduceScatterAllGather,
      pairs: [0, 2, 4, 6, 8]),
    Row(.alexnet, .interleaved, 24, 2_602_816, pairs: [2, 4, 6]),
    Row(.vgg11, .interleaved, 34, 23_924_544, pairs: [2, 4, 6, 9]),
    Row(.vgg11, .interleaved, 34, 23_756_608, pairs: [2, 4, 7, 9]),
    Row(.alexnet, .interleaved, 28, 2_981_696, reduce: .direct, pairs: [2, 4, 6]),
    Row(.vgg11, .interleaved, 40, 42_188_608, reduce: .direct, pairs: [2, 4, 6, 9]),
  ]

  @Test(arguments: lenet + large) func everyMessageIsPredicted(_ row: Row) throws {
    let network = try #require(ReferenceNetwork(rawValue: row.network))
    let plan = try Planning.plan(
      network.program, Planning.environment(row.speeds), row.settings)
    #expect(plan.connections == row.connections)
    #expect(plan.bytes == Bytes(row.bytes))
  }
}
