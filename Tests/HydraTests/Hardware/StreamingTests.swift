import Basic
import Hydra
import IR
import Interpreter
import TestSupport
import Testing

/// Weights that the device reads in segments from its bitstream in memory.
@Suite struct StreamingTests {
  /// Streamed or not, a network gives the same; the cycles of segments are added.
  @Test(arguments: 0..<30)
  func segmentsChangeNothingButCycles(seed: Int) throws {
    let profile: NumberProfile = seed % 3 == 0 ? .word : .byte
    let streamed = RandomNetwork.streamed(seed: seed, lanes: 1 + seed % 5, profile: profile)
    var whole = streamed
    let starts = streamed.segmentStarts
    for index in whole.layers.indices {
      whole.layers[index].loads = false
      if whole.layers[index].operation != .channelMaximum {
        whole.layers[index].weightBase += starts[index].weights
      }
      if whole.layers[index].hasBias {
        whole.layers[index].biasBase += starts[index].biases
      }
    }
    (whole.segments, whole.minorVersion) = ([], 0)
    let inputs = streamed.randomInputs(seed: seed)
    let (a, b) = (try SimulatorTests.simulator(whole), try SimulatorTests.simulator(streamed))
    #expect(a.run(inputs).outputs == b.run(inputs).outputs)
    let loading = b.layers.reduce(0) { $0 + $1.segment }
    #expect(loading > 0 && a.cycles + loading == b.cycles)
    // A word of the bitstream a cycle, and one for each packed weight.
    let layers = 13 * streamed.layers.count
    let words = streamed.words.count - 13 - layers - 2 - 2
    let weights = streamed.lanes * streamed.weights[0].count
    #expect(loading == words + weights + 3 * streamed.segments.count)
    #expect(RangeAnalysis.layers(whole) == RangeAnalysis.layers(streamed))
    #expect(ProgramDifference.between(streamed, streamed).isEmpty)
  }

  static let devices = HydraDevice.streaming(lanes: [1, 3, 8], layerLimit: 8)

  /// Networks in segments, and others between them, each run twice.
  @Test(.enabled(if: Icarus.isWanted, "iverilog is not installed"), arguments: devices)
  func streamedNetworksAgree(device: HydraDevice) throws {
    let networks = try (0..<16).map { seed in
      let program =
        seed % 4 == 3
        ? RandomNetwork.program(seed: seed, lanes: device.lanes, profile: device.profile)
        : RandomNetwork.streamed(seed: seed, lanes: device.lanes, profile: device.profile)
      return try HardwareTests.network(program, device, runs: 2, seed: seed)
    }
    let verdict = try Icarus.verdict(networks, device: device)
    #expect(verdict == "PASS \(networks.count) networks, \(2 * networks.count) runs")
  }

  /// The shortest bitstream of some networks: the work of damaging each bit grows with its square.
  private static func shortest(_ network: (Int) -> HydraProgram) -> HydraProgram {
    let networks = (0..<40).map(network)
    return networks.min { $0.words.count < $1.words.count } ?? networks[0]
  }

  /// Each bit of bitstreams with segments, with gaps, and without either on a device that takes both; each
  /// truncation and each exchange of neighbours.
  @Test(
    .enabled(if: Icarus.isWanted, "iverilog is not installed"),
    arguments: [
      shortest { RandomNetwork.streamed(seed: $0, lanes: 3) },
      shortest { DividedNetwork(seed: $0, lanes: 3).divided },
      shortest { RandomNetwork.program(seed: $0, lanes: 3) },
    ])
  func loaderRejectsWhatTheDecoderRejects(program: HydraProgram) throws {
    let device = HydraDevice(
      lanes: 3, weightDepth: 4096, biasDepth: 256, featureDepth: 2048, layerLimit: 32,
      capabilities: .defined)
    let words = program.words
    let damaged = [words] + DamagedWords.all(words)
    let networks = damaged.map {
      Icarus.Network(words: $0, fault: HydraProgram.loaderFault($0, device: device))
    }
    #expect(networks[0].fault == nil)
    let rejected = networks.count { $0.fault != nil }
    #expect(rejected >= damaged.count - 40 && rejected > 1000)
    let plain = HydraDevice(lanes: 3)
    let missing: LoaderFault? = program.segments.isEmpty ? nil : .capability
    #expect(HydraProgram.loaderFault(words, device: plain) == missing)
    #expect(
      try Icarus.verdict(networks, device: device) == "PASS \(networks.count) networks, 0 runs")
  }

  /// A network that is refused for its weights runs where they are streamed: the bits of the integer program
  /// in simulator and hardware.
  @Test(arguments: LoweredNetwork.all, NumberProfile.allCases)
  func networksThatDoNotFitRun(network: LoweredNetwork, profile: NumberProfile) throws {
    let program = try LoweredNetwork.integer(network.real(), profile: profile)
    var target = LoweredNetwork.target(lanes: 2, profile: profile, overlapsDrain: profile == .word)
    let whole = try LoweringTests.plan(program, target)
    // As much as the channel-wise layer takes that cannot be divided, or one pass of a dense layer.
    let needs = whole.configuration.layers.map { layer in
      layer.operation == .channelMaximum
        ? 0 : layer.products * (layer.isChannelwise ? layer.passes : 1)
    }
    let depth = try #require(needs.max())
    guard depth < whole.configuration.weightCount else { return }
    target.device.weightDepth = depth
    var bag = DiagnosticBag()
    #expect(HydraBackend(target: target).plan(program, &bag) == nil)
    #expect(bag.diagnostics.map(\.code) == ["hydra.p1"])
    target.device.capabilities = .defined
    let plan = try LoweringTests.plan(program, target)
    #expect(plan.configuration.segments.count > 1 && plan.configuration.weightCount <= depth)
    #expect(plan.total.segment > 0)
    // The parts of a layer lie in its map.
    #expect(plan.configuration.featureCount == whole.configuration.featureCount)
    #expect(plan.configuration.input == whole.configuration.input)
    #expect(plan.configuration.output == whole.configuration.output)
    bag = DiagnosticBag()
    let back = HydraBackend.decode(HydraBackend(target: target).emit(plan), &bag)
    #expect(back == plan, "\(bag.diagnostics)")
    let interpreter = Interpreter(catalog: .standard, kernels: .definitions)
    var runs: [(inputs: [Int], result: HydraRun)] = []
    for seed in 0..<2 {
      let features = plan.configuration.randomInputs(seed: seed)
      let input = Tensor(
        program.graph[program.graph.inputs[0]].type, integers: features.map { Int32($0) })
      var expected: [Tensor] = []
      _ = try interpreter.run(program, inputs: [input]) { expected.append($1) }
      var found: [Tensor] = []
      _ = HydraBackend.simulate(plan, program, inputs: [input], &bag) { found.append($1) }
      #expect(found == expected, "\(bag.diagnostics)")
      runs.append(
        (
          features,
          try SimulatorTests.simulator(
            plan.configuration, overlapsDrain: target.device.overlapsDrain
          ).run(features)
        ))
    }
    guard Icarus.isWanted else { return }
    target.device.featureDepth = plan.configuration.featureCount
    let device = Icarus.Network(words: plan.configuration.words, runs: runs)
    #expect(try Icarus.verdict([device], device: target.device) == "PASS 1 networks, 2 runs")
  }

  /// LeNet-5 on lanes that hold a fifth of its weights.
  @Test(.enabled(if: Icarus.isWanted && isOptimized, "a whole network takes long"))
  func leNetIsStreamed() throws {
    let network = TrainedNetwork.leNet
    let (real, integer) = try network.programs()
    var target = try TrainedNetwork.target(network.target)
    target.device.weightDepth = 1500
    var bag = DiagnosticBag()
    #expect(HydraBackend(target: target).plan(integer, &bag) == nil)
    target.device.capabilities = .defined
    let plan = try LoweringTests.plan(integer, target)
    #expect(plan.total.total - plan.total.segment > network.cycles)
    let interpreter = try Interpreter(catalog: .standard).prepare(integer)
    let digits = try Digits.load(network.digits, count: 2)
    let runs = try (0..<digits.count).map { index in
      let features = TrainedNetwork.features(digits.sample(index, for: real), of: integer)
      let outputs = try interpreter.run(features)[0].integers.map { Int($0) }
      return (
        inputs: features[0].integers.map { Int($0) },
        result: HydraRun(outputs: outputs, cycles: plan.total.total)
      )
    }
    let device = Icarus.Network(words: plan.configuration.words, runs: runs)
    let verdict = try Icarus.verdict([device], device: plan.target.device)
    #expect(verdict == "PASS 1 networks, 2 runs")
  }
}
