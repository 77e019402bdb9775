import Basic
import Foundation
import Hydra
import TestSupport
import Testing

/// A device, and how many random networks run on it.
struct HardwareCase: Sendable, CustomTestStringConvertible {
  let device: HydraDevice
  let networks: Int
  let seed: Int

  var testDescription: String {
    "\(device.lanes) lanes of \(device.profile.dataBits) bits\(device.overlapsDrain ? ", overlapped" : "")"
  }

  static let all: [HardwareCase] = [1, 2, 3, 4, 8, 16].flatMap { lanes in
    [NumberProfile.byte, .word].flatMap { profile in
      [false, true].map { overlaps in
        HardwareCase(
          device: HydraDevice(
            lanes: lanes, profile: profile, weightDepth: 16384, biasDepth: 1024,
            featureDepth: 4096, layerLimit: 8, overlapsDrain: overlaps),
          networks: profile == .byte ? 24 : 12, seed: 1000 * lanes + (overlaps ? 500 : 0))
      }
    }
  }
}

@Suite(.enabled(if: Icarus.isWanted, "iverilog is not installed"))
struct HardwareTests {
  static func network(
    _ program: HydraProgram, _ device: HydraDevice, runs: Int, seed: Int
  ) throws -> Icarus.Network {
    let simulator = try SimulatorTests.simulator(program, overlapsDrain: device.overlapsDrain)
    let inputs = (0..<runs).map { program.randomInputs(seed: seed + $0) }
    return Icarus.Network(
      words: program.words, runs: inputs.map { ($0, simulator.run($0)) })
  }

  @Test func goldenBitstreamRunsAsStated() throws {
    for overlaps in [false, true] {
      let device = HydraDevice(
        lanes: 2, weightDepth: 9, biasDepth: 3, featureDepth: 6, layerLimit: 2,
        overlapsDrain: overlaps)
      let cycles = try SimulatorTests.simulator(
        try GoldenBitstream.program(), overlapsDrain: overlaps
      ).cycles
      #expect(overlaps || cycles == 60)
      let network = Icarus.Network(
        words: GoldenBitstream.words,
        runs: GoldenBitstream.vectors.map {
          ($0.inputs, HydraRun(outputs: $0.outputs, cycles: cycles))
        })
      #expect(try Icarus.verdict([network], device: device) == "PASS 1 networks, 3 runs")
    }
  }

  @Test func wrongVectorsAreFound() throws {
    let device = HydraDevice(
      lanes: 2, weightDepth: 9, biasDepth: 3, featureDepth: 6, layerLimit: 2)
    func verdict(_ outputs: [Int], _ cycles: Int, _ fault: LoaderFault? = nil) throws -> String {
      let run = (inputs: [0, 0, 0], result: HydraRun(outputs: outputs, cycles: cycles))
      let network = Icarus.Network(words: GoldenBitstream.words, fault: fault, runs: [run])
      return try Icarus.verdict([network], device: device)
    }
    #expect(try verdict([9, 0], 60) == "PASS 1 networks, 1 runs")
    #expect(try verdict([9, 1], 60).hasSuffix("FAIL 1 differences"))
    #expect(try verdict([9, 0], 61).hasSuffix("FAIL 1 differences"))
    #expect(try verdict([9, 0], 60, .check).hasSuffix("FAIL 1 differences"))
  }

  @Test(arguments: HardwareCase.all)
  func randomNetworksAgree(example: HardwareCase) throws {
    let networks = try (0..<example.networks).map { index in
      let program = RandomNetwork.program(
        seed: example.seed + index, lanes: example.device.lanes, profile: example.device.profile)
      return try Self.network(program, example.device, runs: 2, seed: index)
    }
    let verdict = try Icarus.verdict(networks, device: example.device)
    #expect(verdict == "PASS \(networks.count) networks, \(2 * networks.count) runs")
  }

  @Test(arguments: [false, true])
  func widePerceptronAgrees(overlaps: Bool) throws {
    let program = StatedNetwork.perceptron([196, 64, 32, 32, 10], lanes: 64)
    let device = HydraDevice(
      lanes: 64, weightDepth: program.weightCount, biasDepth: program.biasCount,
      overlapsDrain: overlaps)
    let network = try Self.network(program, device, runs: 2, seed: 5)
    #expect(network.runs[0].result.cycles == (overlaps ? 406 : 546))
    #expect(try Icarus.verdict([network], device: device) == "PASS 1 networks, 2 runs")
  }

  @Test func readsThatOvertakeTheDrainWait() throws {
    // The second layer starts in the middle of what the first still writes.
    var program = StatedNetwork.perceptron([16, 32, 10], lanes: 32)
    let skipped = 20
    program.layers[1].source += skipped
    program.layers[1].channels -= skipped
    program.layers[1].products -= skipped
    program.layers[1].rowStride -= skipped
    program.layers[1].stepX -= skipped
    program.layers[1].stepY -= skipped
    let device = HydraDevice(
      lanes: 32, weightDepth: 64, biasDepth: 4, layerLimit: 2, overlapsDrain: true)
    let network = try Self.network(program, device, runs: 2, seed: 9)
    let cycles = try SimulatorTests.simulator(program, overlapsDrain: true).layers[1]
    // Feature 20 can be read 25 cycles after the load and would be read after 15.
    #expect(cycles.wait == 10)
    #expect(try Icarus.verdict([network], device: device) == "PASS 1 networks, 2 runs")
  }

  /// Fields that are off by one with right checks: what is no sound program is refused, and what is
  /// another sound program runs the same here and there.
  @Test(arguments: [false, true])
  func changedFieldsAgreeOrAreRefused(overlaps: Bool) throws {
    let device = HydraDevice(
      lanes: 3, weightDepth: 8192, biasDepth: 512, featureDepth: 4096, layerLimit: 8,
      overlapsDrain: overlaps)
    var networks: [Icarus.Network] = []
    var refused = 0
    for seed in 0..<12 {
      let program = RandomNetwork.program(seed: 40 + seed, lanes: 3)
      for (index, layer) in program.layers.enumerated() {
        for field in DescriptorField.all {
          for value in [field.get(layer) - 1, field.get(layer) + 1]
          where field.range.contains(value) {
            var changed = program
            guard field.set(&changed.layers[index], value) else { continue }
            var bag = DiagnosticBag()
            guard HydraSimulator(changed, &bag) != nil else {
              #expect(HydraProgram(bytes: changed.bytes, &bag) == nil)
              refused += 1
              continue
            }
            networks.append(try Self.network(changed, device, runs: 1, seed: seed))
          }
        }
      }
    }
    #expect(refused > 5 * networks.count && networks.count > 100)
    let verdict = try Icarus.verdict(networks, device: device)
    #expect(verdict == "PASS \(networks.count) networks, \(networks.count) runs")
  }

  @Test func loaderRejectsWhatTheDecoderRejects() throws {
    let device = HydraDevice(
      lanes: 3, weightDepth: 4096, biasDepth: 256, featureDepth: 2048, layerLimit: 8)
    let words = RandomNetwork.program(seed: 7, lanes: 3).words
    var damaged = DamagedWords.all(words)
    damaged += [words + [0], [UInt32](repeating: ~0, count: 3) + words, words + words]
    let networks = damaged.map {
      Icarus.Network(words: $0, fault: HydraProgram.loaderFault($0, device: device))
    }
    let rejected = networks.filter { $0.fault != nil }.count
    #expect(rejected >= damaged.count - 40 && rejected > 1000)
    #expect(Set(networks.compactMap(\.fault)).count >= 12)
    #expect(
      try Icarus.verdict(networks, device: device) == "PASS \(networks.count) networks, 0 runs")
  }
}

@Suite struct HardwareTextTests {
  @Test func everyFileIsCarried() throws {
    let folder = RepositoryPaths.root.appendingPathComponent("Sources/Hydra/RTL")
    let names = RepositoryPaths.contents(of: folder).filter { $0.hasSuffix(".v") }
    #expect(names == HardwareTexts.files.map(\.name).sorted())
    for file in HardwareTexts.files {
      let text = try String(contentsOf: folder.appendingPathComponent(file.name), encoding: .utf8)
      #expect(text == file.text, "\(file.name) and its copy in HardwareTexts differ")
    }
  }
}
