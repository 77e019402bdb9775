import Basic
import IR
import Interpreter
import Operators
import Partition
import TestSupport
import Testing

/// Changes of states by way of the leaders of tiers: their messages by hand, when they are taken, and
/// what they give.
@Suite struct TierTests {
  /// Two boards of two devices each: fast within, slow between, or the other way round.
  static func environment(
    fast: Double = 1e-6, slow: Double = 1e-3, medium: DeviceEnvironment.Medium = .shared,
    groups: [[Int]] = [[0, 1], [2, 3]]
  ) -> DeviceEnvironment {
    let count = groups.reduce(0) { $0 + $1.count }
    var environment = Planning.environment(
      [Double](repeating: 1e6, count: count), latency: slow, bandwidth: 8e6, medium: medium)
    environment.tiers = groups.filter { $0.count > 1 }.map {
      .init(devices: $0, link: Link(latency: fast, bandwidth: 8e9))
    }
    return environment
  }

  private func pairs(_ rounds: [Collective]) -> [[String]] {
    rounds.map { $0.messages.map { "\($0.source)>\($0.destination):\($0.elements)" } }
  }

  /// Sixteen elements of four bytes; by channels each device has four.
  private let wire = WireTensor(shape: [1, 4, 2, 2], elementBytes: 4)
  private let channels = ShardingState.channels(
    axis: 1, (0..<4).map { IndexRanges($0..<$0 + 1) })

  private func rounds(
    _ source: ShardingState, _ target: ShardingState, _ environment: DeviceEnvironment
  ) throws -> [Collective] {
    let tiers = try #require(TierGroups(environment, devices: [0, 1, 2, 3]))
    return try #require(
      Collective.tieredRounds(of: wire, from: source, to: target, ranks: 4, tiers: tiers))
  }

  @Test func messagesAreThoseByHand() throws {
    let environment = Self.environment()
    #expect(
      pairs(try rounds(.partial, .replicated, environment)) == [
        ["1>0:16", "3>2:16"], ["0>2:16", "2>0:16"], ["0>1:16", "2>3:16"],
      ])
    #expect(
      pairs(try rounds(.partial, .solo, environment)) == [["1>0:16", "3>2:16"], ["2>0:16"]])
    #expect(
      pairs(try rounds(channels, .replicated, environment)) == [
        ["1>0:4", "3>2:4"], ["0>2:8", "2>0:8"], ["0>1:16", "2>3:16"],
      ])
    #expect(pairs(try rounds(channels, .solo, environment)) == [["1>0:4", "3>2:4"], ["2>0:8"]])
    #expect(
      pairs(try rounds(.solo, .replicated, environment)) == [["0>2:16"], ["0>1:16", "2>3:16"]])
  }

  /// On a shared medium messages of 64 bytes take 1.064 µs within and 1.064 ms between boards.
  @Test func tiersWinWhereTheyCrossLess() throws {
    let environment = Self.environment()
    let model = CommunicationModel(environment, devices: [0, 1, 2, 3])
    let (within, between) = (1e-6 + 64 * 8 / 8e9, 1e-3 + 64 * 8 / 8e6)
    let direct = try #require(
      model.rounds(of: wire, from: .partial, to: .replicated, usesTiers: false))
    #expect(isClose(model.time(of: direct), 4 * within + 8 * between))
    let tiered = try #require(
      model.rounds(of: wire, from: .partial, to: .replicated, usesTiers: true))
    #expect(tiered.count == 3)
    #expect(isClose(model.time(of: tiered), 4 * within + 2 * between))
  }

  /// A sum for rank 0 alone crosses once instead of twice; with a link that is slower within than
  /// between it is not worth the second message within.
  @Test(arguments: [(1e-6, true), (1e-3, false), (5e-3, false)])
  func tiersLoseWhereTheyAreNoFaster(_ latency: Double, _ isTiered: Bool) throws {
    var environment = Self.environment(fast: latency)
    if latency >= 1e-3 {
      for index in environment.tiers.indices { environment.tiers[index].link.bandwidth = 8e6 }
    }
    let model = CommunicationModel(environment, devices: [0, 1, 2, 3])
    let rounds = try #require(
      model.rounds(of: wire, from: .partial, to: .solo, usesTiers: true))
    #expect((rounds.count == 2) == isTiered)
    let within = environment.tiers[0].link.time(64)
    let between = environment.link.time(64)
    #expect(
      isClose(
        model.time(of: rounds), isTiered ? 2 * within + between : within + 2 * between))
  }

  /// On a switch the ports of the leaders are busy one after the other, and messages within boards
  /// travel at once.
  @Test func portsOfASwitchWorkAtOnce() throws {
    let environment = Self.environment(medium: .switched)
    let model = CommunicationModel(environment, devices: [0, 1, 2, 3])
    let tiered = try #require(
      model.rounds(of: wire, from: .partial, to: .replicated, usesTiers: true))
    let (within, between) = (environment.tiers[0].link.time(64), environment.link.time(64))
    #expect(isClose(model.time(of: tiered), 2 * within + between))
  }

  /// Times are sums of a dozen terms.
  private func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= b * 0x1p-48 }

  @Test func groupsAreTheOutermostTiersThatAPlanHasPartsOf() throws {
    var environment = Self.environment(groups: [[0, 1], [2, 3], [4]])
    environment.tiers = [.init(devices: [0, 1, 2], link: environment.link)] + environment.tiers
    #expect(
      TierGroups(environment, devices: [0, 1, 2, 3, 4])?.groups == [[0, 1, 2], [3], [4]])
    #expect(TierGroups(environment, devices: [0, 3, 4]) == nil)
    #expect(TierGroups(environment, devices: [0, 1, 2]) == nil)
    environment.tiers = []
    #expect(TierGroups(environment, devices: [0, 1, 2, 3]) == nil)
  }

  // MARK: - Networks

  /// A network on boards, as a test names it.
  struct Example: Sendable, CustomTestStringConvertible {
    let network: SplitNetwork
    let strategy: SplitStrategy
    let groups: [[Int]]
    var testDescription: String { "\(network.testDescription) \(strategy.rawValue) \(groups)" }
  }

  static let examples = SplitNetwork.small.flatMap { network in
    [SplitStrategy.outputChannels, .interleaved, .coedgeConcat, .auto].flatMap { strategy in
      [[[0, 1], [2, 3]], [[0, 2], [1, 3, 4]], [[0], [1, 2]]].map {
        Example(network: network, strategy: strategy, groups: $0)
      }
    }
  }

  /// Integers are equal and floats close, with the messages that the plan says.
  @Test(arguments: examples) func devicesGiveWhatTheNetworkGives(_ example: Example) throws {
    let program = try example.network.program()
    let environment = Self.environment(slow: 1e-5, groups: example.groups)
    let plan = try Planning.plan(program, environment, SplitSettings(example.strategy))
    if example.strategy == .outputChannels {
      #expect(plan.boundaries.contains { $0.topology == .tiers })
    }
    try PlanLaws.check(plan, program)
    try SplitCheck.check(program, plan, readsBack: true)
  }

  /// What a user says of rounds is followed.
  @Test(arguments: [
    SplitSettings(.outputChannels, gather: .direct), SplitSettings(.interleaved, reduce: .star),
  ])
  func roundsThatAreGivenUseNoTiers(_ settings: SplitSettings) throws {
    let program = try SplitNetwork(model: "lenet5", isInteger: true).program()
    let plan = try Planning.plan(program, Self.environment(), settings)
    #expect(plan.boundaries.allSatisfy { $0.topology != .tiers })
  }

  /// With tiers no plan is slower than without: they are ways beside the others.
  @Test(arguments: SplitStrategy.allCases) func tiersMakeNothingSlower(
    _ strategy: SplitStrategy
  ) throws {
    let program = try SplitNetwork(model: "lenet5", isInteger: true).program()
    let environment = Self.environment(slow: 1e-5)
    let plan = try Planning.plan(program, environment, SplitSettings(strategy))
    for gather in [Topology.direct, .star] {
      for reduce in Topology.settable {
        let other = try Planning.plan(
          program, environment, SplitSettings(strategy, gather: gather, reduce: reduce))
        if strategy != .interleaved {
          #expect(plan.totals.latency.value <= other.totals.latency.value * (1 + 0x1p-40))
        }
      }
    }
  }

  /// Sums are added within boards and then between them: 1e8 + 1 is 1e8 in a float, so that the order
  /// shows.
  @Test func theOrderOfSumsIsThatOfTiers() throws {
    let program = try ProgramText.ir(
      """
      dnnir 1
      constant @w: f32[1, 4] = [1, 1, 1, 1]
      graph @order(%x: f32[1, 4]) {
        %y = dense(%x, @w) {activation: none} : f32[1, 1]
        return %y
      }
      """
    ).program
    let problem = Planning.problem(program, Self.environment())
    let choice = try #require(
      problem.options[0].firstIndex {
        $0.mode == .inputChannels && $0.reduction?.target == .solo
          && ($0.reduction?.isTiered ?? false)
      })
    var builder = PlanBuilder(problem, rule: .any, strategy: "test")
    let built = builder.plan([choice], isOptimal: false)
    let plan = try #require(built)
    let programs = try SplitCheck.lowered(program, plan)
    let run = DeviceGroup(catalog: .standard).run(
      programs, inputs: [Tensor([1, 4], floats: [1e8, 1, -1e8, 1])])
    #expect(try run.outputs()[0].floats == [(1e8 + Float(1)) + (-1e8 + Float(1))])
    #expect(((1e8 + Float(1)) - 1e8) + 1 != (1e8 + Float(1)) + (-1e8 + Float(1)))
  }
}
