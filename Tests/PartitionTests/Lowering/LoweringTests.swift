import Basic
import IR
import Partition
import TestSupport
import Testing

/// Divided networks give what the undivided give, with the messages that the plan says.
@Suite struct LoweringTests {
  /// A network on some devices by a strategy.
  struct Example: Sendable, CustomTestStringConvertible {
    let network: SplitNetwork
    let settings: SplitSettings
    let speeds: [Double]

    var testDescription: String {
      let ways = [settings.gather, settings.reduce].map { $0?.rawValue ?? "any" }
      return "\(network.testDescription) \(settings.strategy.rawValue) \(ways) \(speeds)"
    }
  }

  /// Every strategy with every way to change states.
  static let settings: [SplitSettings] =
    SplitStrategy.allCases.map { SplitSettings($0) }
    + [Topology.direct, .star, .reduceScatterAllGather].map {
      SplitSettings(.interleavedOptimal, gather: .direct, reduce: $0)
    } + [SplitSettings(.outputChannels, gather: .star)]

  static let speeds: [[Double]] = [[1, 1], [1, 1, 1], [4, 2, 1], [1, 1, 1, 1, 1]]

  static func examples(_ networks: [SplitNetwork]) -> [Example] {
    networks.flatMap { network in
      settings.flatMap { settings in
        speeds.map { Example(network: network, settings: settings, speeds: $0) }
      }
    }
  }

  @Test(arguments: examples(SplitNetwork.small))
  func smallNetworks(_ example: Example) throws { try check(example, readsBack: true) }

  /// Every strategy on unequal devices, and some on more and fewer.
  static let largeExamples = SplitNetwork.large.flatMap { network in
    settings.map { Example(network: network, settings: $0, speeds: [4, 2, 1]) }
      + [[1, 1], [1, 1, 1, 1, 1]].flatMap { speeds in
        [SplitStrategy.interleavedOptimal, .coedgeHalo, .auto].map {
          Example(network: network, settings: SplitSettings($0), speeds: speeds)
        }
      }
  }

  @Test(.enabled(if: isOptimized), arguments: largeExamples)
  func largeNetworks(_ example: Example) throws { try check(example, readsBack: false) }

  static let largestExamples = SplitNetwork.largest.flatMap { network in
    [SplitStrategy.outputChannels, .interleaved, .coedgeHalo, .auto].map {
      Example(network: network, settings: SplitSettings($0), speeds: [1, 1, 1])
    }
  }

  @Test(.enabled(if: isOptimized), arguments: largestExamples)
  func largestNetworks(_ example: Example) throws { try check(example, readsBack: false) }

  private func check(_ example: Example, readsBack: Bool) throws {
    let program = try example.network.program()
    let environment = Planning.environment(
      example.speeds.map { $0 * 1e6 }, latency: 1e-5, bandwidth: 1e9)
    try SplitCheck.check(
      program, Planning.plan(program, environment, example.settings), readsBack: readsBack)
  }
}
