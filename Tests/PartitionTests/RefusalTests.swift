import Basic
import IR
import Operators
import Partition
import Testing

/// Networks that devices cannot hold.
@Suite struct RefusalTests {
  private func split(
    _ environment: DeviceEnvironment, _ strategy: SplitStrategy
  ) -> (SplitPlan?, [Diagnostic]) {
    var bag = DiagnosticBag()
    let plan = Splitter.split(
      ReferenceNetwork.lenet5.program, catalog: .standard, environment, SplitSettings(strategy),
      &bag)
    return (plan, bag.diagnostics)
  }

  @Test func theSmallestMemoryIsTold() {
    let environment = Planning.environment([1e8, 1e8, 1e8], memory: Bytes(50_000))
    let (plan, diagnostics) = split(environment, .auto)
    #expect(plan == nil)
    #expect(diagnostics.map(\.code) == ["split.m1"])
    #expect(
      diagnostics.map(\.message) == [
        "no plan of 'auto' for 'lenet5' fits into the memory of 3 devices"
      ])
    #expect(
      diagnostics.first?.notes.map(\.message) == [
        "'d0' needs 92,712 B: 82,344 B of weights and 10,368 B of activations; 50,000 B now",
        "'d1' needs 92,608 B: 82,240 B of weights and 10,368 B of activations; 50,000 B now",
        "'d2' needs 92,608 B: 82,240 B of weights and 10,368 B of activations; 50,000 B now",
      ])
  }

  @Test func memoriesOfAllSizesAreTold() {
    var environment = Planning.environment([1e8, 1e8], memory: Bytes(9_000_000_000_000_000))
    environment.devices[0].memory = Bytes(1)
    #expect(split(environment, .solo).1.map(\.code) == ["split.m1"])
  }

  /// Settings that a network or its devices do not have.
  @Test(arguments: [
    (SplitSettings(.interleaved, shares: [1, 2]), "split.s1: 2 shares for 3 devices"),
    (SplitSettings(.auto, pairs: [0]), "split.p1: 'auto' has no pairs"),
    (SplitSettings(.interleaved, pairs: [99]), "split.p1: no pair begins with product 99"),
    (SplitSettings(.interleaved, pairs: [-1]), "split.p1: no pair begins with product -1"),
    (
      SplitSettings(.interleaved, pairs: [0, 1]),
      "split.p1: product 1 is in the pairs of 0 and of 1"
    ),
  ])
  func settingsThatDoNotFitAreRefused(_ settings: SplitSettings, _ message: String) {
    var bag = DiagnosticBag()
    let plan = Splitter.split(
      ReferenceNetwork.lenet5.program, catalog: .standard, Planning.environment([1, 1, 1]),
      settings, &bag)
    #expect(plan == nil)
    #expect(bag.diagnostics.map { "\($0.code): \($0.message)" } == [message])
  }

  /// Shares are parts, whatever they are parts of.
  @Test func sharesMayBeHuge() {
    #expect(Shares.split(9, by: [1e308, 1e308, 1e308]) == [3, 3, 3])
    #expect(Shares.split(9, by: [0, .leastNonzeroMagnitude, 0]) == [0, 9, 0])
  }

  @Test func timesOfUnknownLayersAreWarnedOf() {
    var environment = Planning.environment([1e8])
    environment.devices[0].times = ["nothing": 1]
    let (plan, diagnostics) = split(environment, .solo)
    #expect(plan != nil)
    #expect(diagnostics.map(\.code) == ["devices.e8"])
  }

  @Test(arguments: SplitStrategy.allCases) func theSmallestMemoryIsEnough(
    _ strategy: SplitStrategy
  ) throws {
    var environment = Planning.environment([4e8, 2e8, 1e8], memory: Bytes(40_000))
    let (plan, diagnostics) = split(environment, strategy)
    #expect(plan == nil)
    let notes = try #require(diagnostics.first).notes.map(\.message)
    let needed = notes.map { note in
      Int(note.prefix { $0 != ":" }.filter(\.isNumber).dropFirst()) ?? 0
    }
    for (rank, bytes) in needed.enumerated() {
      environment.devices[rank].memory = Bytes(max(1, bytes))
    }
    #expect(split(environment, strategy).0 != nil)
    for rank in needed.indices {
      environment.devices[rank].memory = Bytes(max(1, needed[rank] * 99 / 100))
    }
    #expect(split(environment, strategy).0 == nil)
  }
}
