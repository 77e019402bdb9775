import Basic
import Hydra
import TestSupport
import Testing

/// Layers in parts, which write their channels of each position into one map.
@Suite struct DividedLayersTests {
  /// In parts or whole, a network gives the same, and is read back from its texts.
  @Test(arguments: 0..<40)
  func partsGiveWhatTheWholeGives(seed: Int) throws {
    let profile: NumberProfile = seed % 3 == 0 ? .word : .byte
    let network = DividedNetwork(seed: seed, lanes: 1 + seed % 5, profile: profile)
    let (whole, divided) = (network.whole, network.divided)
    #expect(divided.layers.contains { $0.gap > 0 })
    #expect(divided.featureCount == whole.featureCount && divided.output == whole.output)
    let inputs = whole.randomInputs(seed: seed)
    let expected = try SimulatorTests.simulator(whole).run(inputs).outputs
    for overlaps in [false, true] {
      let simulator = try SimulatorTests.simulator(divided, overlapsDrain: overlaps)
      #expect(simulator.run(inputs).outputs == expected)
    }
    var bag = DiagnosticBag()
    #expect(HydraProgram(bytes: divided.bytes, &bag) == divided, "\(bag.diagnostics)")
    let text = divided.listing
    #expect(HydraAssembler.assemble(text, &bag)?.bytes == divided.bytes, "\(bag.diagnostics)")
    #expect(try work(whole) == work(divided))
    #expect(ends(whole) == ends(divided))
  }

  /// The operations of all layers.
  private func work(_ program: HydraProgram) throws -> Int {
    try SimulatorTests.simulator(program).layers.reduce(0) { $0 + $1.operations }
  }

  /// The least and the greatest sum of all layers.
  private func ends(_ program: HydraProgram) -> [Int?] {
    let sums = RangeAnalysis.layers(program).map(\.sums)
    return [sums.map(\.lowerBound).min(), sums.map(\.upperBound).max()]
  }

  /// Without overlap the parts of a layer take what the whole does, and for each part more its
  /// descriptor, its flush, and its last pass where it is not full.
  @Test func partsOfFullPassesCostADescriptorEach() throws {
    let whole = StatedNetwork.leNet(lanes: 4)
    let divided = whole.divided([2: [4, 8, 4], 4: [60, 60]]).streamed(before: [0, 3, 6])
    let cycles = try SimulatorTests.simulator(divided).layers
    let loading = cycles.reduce(0) { $0 + $1.segment }
    let parts = divided.layers.count - whole.layers.count
    #expect(parts == 3)
    #expect(
      cycles.reduce(0) { $0 + $1.total } - loading
        == (try SimulatorTests.simulator(whole).cycles) + parts * 17)
  }

  static let devices = HydraDevice.streaming(lanes: [1, 2, 3, 8], layerLimit: 32)

  /// Networks in parts, and whole ones between them that must not see a gap, each run twice.
  @Test(.enabled(if: Icarus.isWanted, "iverilog is not installed"), arguments: devices)
  func dividedNetworksAgree(device: HydraDevice) throws {
    let networks = try (0..<24).map { seed in
      let network = DividedNetwork(
        seed: 100 * device.lanes + seed, lanes: device.lanes, profile: device.profile)
      return try HardwareTests.network(
        seed % 4 == 3 ? network.whole : network.divided, device, runs: 2, seed: seed)
    }
    let verdict = try Icarus.verdict(networks, device: device)
    #expect(verdict == "PASS \(networks.count) networks, \(2 * networks.count) runs")
  }

  /// The layer behind reads results of the last part, at the second position, while they are written.
  @Test(.enabled(if: Icarus.isWanted, "iverilog is not installed"))
  func readsBehindAGapWait() throws {
    var whole = StatedNetwork.perceptron([16, 64, 10], lanes: 32)
    // Two positions of 32 features each; the next layer reads the last four of the second.
    (whole.layers[0].width, whole.layers[0].outputWidth) = (2, 2)
    (whole.layers[0].channels, whole.layers[0].products, whole.layers[0].stepX) = (8, 8, 8)
    (whole.layers[0].outputs, whole.layers[0].passes, whole.layers[0].lastLanes) = (32, 1, 32)
    whole.layers[1].source += 60
    for path in [
      \LayerDescriptor.channels, \.products, \.rowStride, \.stepX, \.stepY,
    ] { whole.layers[1][keyPath: path] = 4 }
    let divided = whole.divided([0: [8, 24]]).streamed(before: [0, 1])
    let device = HydraDevice(
      lanes: 32, weightDepth: 128, biasDepth: 8, layerLimit: 4, capabilities: .defined,
      overlapsDrain: true)
    let cycles = try SimulatorTests.simulator(divided, overlapsDrain: true).layers[2]
    // Feature 60 is result 20 of the last batch: it can be read 25 cycles after the load and would be read
    // after 15.
    #expect(cycles.wait == 10)
    let network = try HardwareTests.network(divided, device, runs: 2, seed: 9)
    #expect(try Icarus.verdict([network], device: device) == "PASS 1 networks, 2 runs")
  }

  /// Gaps that are off by one, with right checks, are refused or run the same here and there.
  @Test(.enabled(if: Icarus.isWanted, "iverilog is not installed"), arguments: [false, true])
  func changedGapsAgreeOrAreRefused(overlaps: Bool) throws {
    let device = HydraDevice(
      lanes: 3, weightDepth: 8192, biasDepth: 512, featureDepth: 4096, layerLimit: 32,
      capabilities: .defined, overlapsDrain: overlaps)
    var networks: [Icarus.Network] = []
    var refused = 0
    for seed in 0..<30 {
      let program = DividedNetwork(seed: 40 + seed, lanes: 3).divided
      for (index, layer) in program.layers.enumerated() {
        for gap in [layer.gap - 1, layer.gap + 1, 60000] where gap >= 0 {
          var changed = program
          changed.layers[index].gap = gap
          var bag = DiagnosticBag()
          guard HydraSimulator(changed, &bag) != nil else {
            #expect(HydraProgram(bytes: changed.bytes, &bag) == nil)
            refused += 1
            continue
          }
          networks.append(try HardwareTests.network(changed, device, runs: 1, seed: seed))
        }
      }
    }
    #expect(refused > 80 && networks.count > 400)
    let verdict = try Icarus.verdict(networks, device: device)
    #expect(verdict == "PASS \(networks.count) networks, \(networks.count) runs")
  }

  /// A bitstream that is longer than the memory of the testbench is no pass.
  @Test(.enabled(if: Icarus.isWanted, "iverilog is not installed"))
  func aBitstreamLongerThanTheMemoryFails() throws {
    let device = HydraDevice(
      lanes: 3, weightDepth: 4096, biasDepth: 256, featureDepth: 2048, layerLimit: 32,
      capabilities: .defined)
    let network = try HardwareTests.network(
      DividedNetwork(seed: 7, lanes: 3).divided, device, runs: 1, seed: 1)
    let words = network.words.count
    #expect(
      try Icarus.verdict([network], device: device, memory: words) == "PASS 1 networks, 1 runs")
    #expect(
      try Icarus.verdict([network], device: device, memory: words - 1)
        == "FAIL network 0 has more than the \(words - 1) words of the memory")
  }

  @Test(arguments: [(1, 1), (2, 2), (3, 4), (4, 4), (5, 8), (262_144, 262_144), (262_145, 524_288)])
  func theMemoryIsTheNextPowerOfTwo(count: Int, words: Int) {
    let bitstreams = [[UInt32](repeating: 0, count: count), [0]]
    #expect(HardwareTexts.memory(bitstreams).value == words)
  }
}
