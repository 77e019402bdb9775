import Basic
import IR
import Operators
import Partition
import Testing

/// Two parts by a least cut, against every cut.
@Suite struct CutTests {
  /// Every way to give units to two devices in which nothing but outputs comes back.
  private func cuts(_ graph: UnitGraph) -> [[Bool]] {
    (0..<1 << graph.units.count).map { bits in
      graph.units.indices.map { bits >> $0 & 1 == 1 }
    }.filter { isRemote in
      graph.units.enumerated().allSatisfy { index, unit in
        !isRemote[index]
          || unit.outputs.allSatisfy { graph.tensors[$0].consumers.allSatisfy { isRemote[$0] } }
      }
    }
  }

  @Test(arguments: 0..<60) func theCutIsTheBestOfAll(_ seed: Int) throws {
    var random = RandomCase(seed)
    let program = seed % 2 == 0 ? random.chain(2 + seed % 5) : random.residual()
    let environment = Planning.environment(
      [random.pick([1e6, 1e7]), random.pick([5e6, 1e9])],
      latency: random.pick([0, 1e-4, 1e-3]), bandwidth: random.pick([1e5, 1e6, 1e7, 1e9]))
    var bag = DiagnosticBag()
    let plan = try #require(
      CutPlanner.plan(program, catalog: .standard, environment, &bag))
    let graph = UnitGraph(program, catalog: .standard)
    let all = cuts(graph).map { CutPlanner.evaluate($0, graph, environment) }
    func best(_ bandwidth: Double) -> Double {
      all.reduce(.infinity) { min($0, $1.time(bandwidth)) }
    }
    let bandwidth = environment.link.bandwidth
    #expect(plan.best.time(bandwidth) == best(bandwidth))
    // The table has the best cut at its borders, between them and beyond; it leaves out cuts that are
    // better by less than a billionth where they are.
    let borders = plan.table.map(\.from)
    #expect(borders == borders.sorted() && borders.first == 0)
    for probe in borders.map({ max($0 * 1.01, 1e3) }) + [1e4, 1e6, 1e8, 1e12] {
      let entry = try #require(plan.table.last { $0.from <= probe })
      let wanted = best(probe)
      #expect(entry.cut.time(probe) >= wanted && entry.cut.time(probe) <= wanted * (1 + 1e-9))
    }
  }

  /// Costs from picoseconds to years are weighed together; the table goes down to a bit a second.
  @Test(arguments: [1, 1e6, 1e15], [0, 1e-6, 1e4])
  func costsOfAllSizesAreWeighed(_ speed: Double, _ latency: Double) throws {
    for network in [ReferenceNetwork.lenet5, .alexnet, .vgg11] {
      for bandwidth in [1, 1e9, 1e15] {
        let environment = Planning.environment(
          [speed, 1e9], latency: latency, bandwidth: bandwidth)
        var bag = DiagnosticBag()
        let program = network.program
        let plan = try #require(
          CutPlanner.plan(program, catalog: .standard, environment, &bag))
        let graph = UnitGraph(program, catalog: .standard)
        // Of a chain every cut is a head and a tail.
        for head in 0...graph.units.count {
          let other = CutPlanner.evaluate(
            graph.units.indices.map { $0 >= head }, graph, environment)
          #expect(plan.best.time(bandwidth) <= other.time(bandwidth))
        }
      }
    }
  }

  @Test func whatIsNotWeighedIsRefused() {
    var small = Planning.environment([1e6, 1e9], memory: Bytes(1000))
    small.devices[0].memory = nil
    var programmed = Planning.environment([1e6, 1e9])
    programmed.link.programmed = .init(latency: 0, bandwidth: 1e6)
    var persistent = Planning.environment([1e6, 1e9])
    persistent.connections = .persistent
    for (environment, code) in [
      (small, "split.m1"), (programmed, "split.d1"), (persistent, "split.d1"),
    ] {
      var bag = DiagnosticBag()
      let plan = CutPlanner.plan(
        ReferenceNetwork.lenet5.program, catalog: .standard, environment, &bag)
      #expect(plan == nil)
      #expect(bag.diagnostics.map(\.code) == [code])
    }
  }

  @Test func threeDevicesAreRefused() {
    var bag = DiagnosticBag()
    let plan = CutPlanner.plan(
      ReferenceNetwork.lenet5.program, catalog: .standard, Planning.environment([1, 1, 1]), &bag)
    #expect(plan == nil)
    #expect(
      bag.diagnostics.map { "\($0.code): \($0.message)" } == [
        "split.d1: mincut cuts for 2 devices, and there are 3"
      ])
  }

  @Test func textIsAsPublished() throws {
    var bag = DiagnosticBag()
    let plan = try #require(
      CutPlanner.plan(
        ReferenceNetwork.lenet5.program, catalog: .standard,
        Planning.environment([1e7, 1e9], latency: 1e-4, bandwidth: 1e6), &bag))
    #expect(
      plan.text == """
        cut-plan 1

        network    lenet5
        devices    d0, d1
        bandwidth  1.000 Mbit/s
        latency    33.70 ms

        units
          #  unit                          device
          0  conv2d3+max_pool2d4           d1
          1  conv2d7+max_pool2d8+flatten9  d1
          2  dense12                       d1
          3  dense15                       d1
          4  dense18                       d1

        messages
          value    from  to  elements  bytes
          x        d0    d1  1,024     4,096
          dense18  d1    d0  10        40

        break-even bandwidths
          from Mbit/s  units on the second  bytes  time without bytes
          0.000        0                    0      41.65 ms
          0.806        5                    4,136  616.52 us

        """)
  }
}
