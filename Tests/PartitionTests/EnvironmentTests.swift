import Basic
import Partition
import Testing

/// Environment files: what is read, and every refusal.
@Suite struct EnvironmentTests {
  private func read(_ text: String) throws -> (DeviceEnvironment?, [String]) {
    var bag = DiagnosticBag()
    let environment = DeviceEnvironment.read(
      try JSONReader.read(text), file: "env.json", &bag)
    return (
      environment,
      bag.diagnostics.map { "\($0.code): \($0.message)" + ($0.help.map { " (\($0))" } ?? "") }
    )
  }

  @Test func everythingIsRead() throws {
    let (environment, messages) = try read(
      """
      {
        "kind": "devices",
        "devices": [
          {"name": "a", "macs_per_second": 1e9, "memory_bytes": 1000, "times_s": {"c1": 0.5}},
          {"name": "b", "macs_per_second": 2e9, "element_operations_per_second": 1e8},
          {"name": "c", "macs_per_second": 3e9}
        ],
        "network": {
          "medium": "switched", "connections": "persistent", "latency_s": 0.001,
          "bandwidth_bits_per_s": 1e6
        },
        "tiers": [
          {
            "devices": ["b", "a"], "latency_s": 0, "bandwidth_bits_per_s": 1e9,
            "programmed": {"latency_s": 0, "bandwidth_bits_per_s": 1e8}
          },
          {"devices": ["a", "b", "c"], "latency_s": 0.1, "bandwidth_bits_per_s": 1e7}
        ],
        "links": [{"between": ["c", "b"], "latency_s": 0.2, "bandwidth_bits_per_s": 1e5}]
      }
      """)
    #expect(messages == [])
    let read = try #require(environment)
    #expect(read.devices.map(\.name) == ["a", "b", "c"])
    #expect(read.devices[0].time(of: ("c1", true), macs: 1, elementOperations: 0) == 0.5)
    #expect(read.devices[0].time(of: ("c1", false), macs: 1, elementOperations: 9) == 0)
    #expect(read.devices[0].time(of: ("c2", true), macs: 1_000_000, elementOperations: 5) == 1e-3)
    #expect(read.devices[1].time(of: ("c1", true), macs: 0, elementOperations: 5) == 5e-8)
    #expect(read.devices[0].memory == Bytes(1000))
    #expect(read.medium == .switched)
    #expect(read.connections == .persistent)
    #expect(read.link(0, 1).bandwidth == 1e9)
    #expect(read.link(0, 2).bandwidth == 1e7)
    #expect(read.link(1, 2).latency == 0.2)
  }

  /// A faulty file, with everything that is said of it.
  static let faults: [(text: String, messages: [String])] = [
    (
      "[]",
      ["devices.e1: 'kind' is not \"devices\" (\"kind\": \"devices\" says what the file describes)"]
    ),
    (
      #"{"kind": "devices", "device": []}"#,
      [
        "devices.e2: the environment has no key 'device' (did you mean 'devices'?)",
        "devices.e4: there are 0 devices (give 1 to 64)",
      ]
    ),
    (
      #"""
      {"kind": "devices", "devices": [{"name": "a", "macs_per_second": 0, "memory_bytes": "1"},
        {"macs_per_second": 1}, {"name": "a"}]}
      """#,
      [
        "devices.e4: 'macs_per_second' of device 'a' is 0 (give a number from 1 to 1e+18)",
        "devices.e4: 'memory_bytes' of device 'a' is \"1\" (give a number from 1 to 9000000000000000)",
        "devices.e3: device 1 lacks 'name', a text",
        "devices.e5: the name 'a' stands twice",
        "devices.e3: device 'a' lacks 'macs_per_second'",
        "devices.e3: the environment lacks 'network'",
      ]
    ),
    (
      #"""
      {"kind": "devices", "devices": [{"name": "north", "macs_per_second": 1},
        {"name": "south", "macs_per_second": 1}, {"name": "east", "macs_per_second": 1}],
        "network": {"latency_s": -1, "bandwidth_bits_per_s": 1, "medium": "ether"},
        "links": [
          {"between": ["north", "sout"], "latency_s": 0, "bandwidth_bits_per_s": 1},
          {"between": ["north", "south"], "latency_s": 0, "bandwidth_bits_per_s": 1},
          {"between": ["south", "north"], "latency_s": 1, "bandwidth_bits_per_s": 1},
          {"between": ["east", "east"], "latency_s": 1}],
        "tiers": [
          {"devices": ["north", "south"], "latency_s": 0, "bandwidth_bits_per_s": 1},
          {"devices": ["north", "south"], "latency_s": 1, "bandwidth_bits_per_s": 1},
          {"devices": ["east"], "latency_s": 1, "bandwidth_bits_per_s": 1}]}
      """#,
      [
        "devices.e4: 'latency_s' of 'network' is -1 (give a number from 0 to 1000000)",
        "devices.e4: 'medium' of 'network' is \"ether\" (give one of shared, switched)",
        "devices.e7: tiers 0 and 1 both have 'north' and 'south' (make one lie inside the other)",
        "devices.e7: tier 2 has one device (a link needs two)",
        "devices.e6: link 0 names \"sout\", which is no device (did you mean 'south'?)",
        "devices.e7: link 0 is not between two devices",
        "devices.e7: links 0 and 2 are both between 'north' and 'south'",
        "devices.e7: link 3 names 'east' twice",
        "devices.e3: link 3 lacks 'bandwidth_bits_per_s'",
        "devices.e7: link 3 is not between two devices",
      ]
    ),
  ]

  @Test(arguments: faults.indices) func everyFaultIsTold(_ index: Int) throws {
    let (environment, messages) = try read(Self.faults[index].text)
    #expect(environment == nil)
    #expect(messages == Self.faults[index].messages)
  }

  /// The thresholds of the literature: 6.5 us saved, stores at 10.1 GB/s, engines of three speeds.
  @Test(arguments: [(12e9, 415_000), (25e9, 110_000), (50e9, 82_000)])
  func largeMessagesGoByTheEngine(_ engine: Double, _ bytes: Int) throws {
    let link = Link(
      latency: 6.6e-6, bandwidth: 8 * engine,
      programmed: Link.Programmed(latency: 0.1e-6, bandwidth: 8 * 10.1e9))
    let threshold = try #require(link.directThreshold)
    #expect(abs(threshold - bytes) <= bytes / 100)
    #expect(link.isProgrammed(threshold - 1))
    #expect(!link.isProgrammed(threshold))
    let (below, at) = (link.time(threshold - 1), link.time(threshold))
    #expect(abs(at - below) < 1e-9)
  }

  /// Links whose ways differ by hardly anything have no threshold that a message reaches.
  @Test(arguments: [(1e-3, 1e9 + 2e-7, 1e9), (1000.0, 1e18, 5e17)])
  func thresholdsBeyondIntegersAreNone(_ latency: Double, _ bandwidth: Double, _ slower: Double) {
    let link = Link(
      latency: latency, bandwidth: bandwidth, programmed: .init(latency: 0, bandwidth: slower))
    #expect(link.directThreshold.map { $0 > 1 << 40 } ?? true)
    #expect(link.isProgrammed(1 << 40))
  }

  /// The time of a measured layer is that of its product and its requantization together.
  @Test func aMeasuredLayerCountsOnce() throws {
    let program = try SplitNetwork(model: "lenet5", isInteger: true).program()
    let graph = UnitGraph(program, catalog: .standard)
    let name = try #require(graph.units.first { $0.operations.count > 1 }).core.name
    var environment = Planning.environment([1e15])
    environment.devices[0].times = [name: 7]
    var bag = DiagnosticBag()
    let plan = try #require(
      Splitter.split(
        program, catalog: .standard, environment, SplitSettings(.solo), &bag))
    #expect(bag.diagnostics.isEmpty)
    #expect(abs(plan.totals.latency.value - 7e9) <= 1e6)
  }
}
