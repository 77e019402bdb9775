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
