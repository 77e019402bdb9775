import Backend
import Basic
import Hydra
import IR
import Interpreter
import Passes
import TestSupport
import Testing

/// What is synthesized is sound to Yosys: no warning, no driver twice, nothing undriven, no loop.
@Suite(.enabled(if: InstalledTools.areWanted(["yosys"]), "yosys is not installed"))
struct SynthesisTests {
  @Test(
    arguments: NumberProfile.allCases,
    [(false, .all), (true, .all), (false, .defined), (true, .defined)] as [(Bool, Capabilities)])
  func yosysFindsNothingWrong(
    profile: NumberProfile, variant: (overlaps: Bool, capabilities: Capabilities)
  ) throws {
    let folder = try TemporaryFolder()
    for file in HardwareTexts.device { try folder.write(file.text, to: file.name) }
    let device = HydraDevice(
      lanes: 3, profile: profile, weightDepth: 64, biasDepth: 8, featureDepth: 256, layerLimit: 4,
      capabilities: variant.capabilities, overlapsDrain: variant.overlaps)
    let parameters = device.hardwareParameters.map { "-set \($0.name) \($0.value)" }
    let files = HardwareTexts.device.map { "\(folder.path)/\($0.name)" }
    let output = try Icarus.run([
      "yosys", "-p",
      "read_verilog \(files.joined(separator: " ")); "
        + "chparam \(parameters.joined(separator: " ")) hydra; hierarchy -check -top hydra; proc; "
        + "check -assert",
    ])
    #expect(output.contains("Found and reported 0 problems."), "\(output.suffix(2000))")
    #expect(!output.contains("Warning"), "\(output.suffix(2000))")
  }
}

@Suite(.enabled(if: Icarus.isWanted, "iverilog is not installed"))
struct HardwareFilesTests {
  /// The files for a network, written to a folder.
  static func written(_ target: HydraTarget) throws -> (TemporaryFolder, HydraPlan) {
    let real = try LoweredNetwork.all[3].real()
    var context = LoweredNetwork.context()
    let program = try LoweredNetwork.integer(real, profile: target.device.profile)
    let backend = HydraBackend(target: target)
    let plan = try #require(
      backend.verifiedPlan(program, &context), "\(context.bag.diagnostics)")
    let inputs = context.samples.sample(0, for: program)
    let sample = PlanSample(
      inputs: inputs, outputs: try Interpreter(catalog: .standard).run(program, inputs: inputs),
      layers: [:])
    let form = try #require(HydraPlan.sourceForms.first)
    let files = plan.sources(form, program, sample, &context.bag)
    let folder = try TemporaryFolder()
    for file in try #require(files) {
      try folder.write(String(decoding: file.bytes, as: UTF8.self), to: file.name)
    }
    return (folder, plan)
  }

  @Test(arguments: NumberProfile.allCases, [false, true])
  func makeRunsTheVectors(profile: NumberProfile, overlaps: Bool) throws {
    let target = LoweredNetwork.target(lanes: 3, profile: profile, overlapsDrain: overlaps)
    let (folder, plan) = try Self.written(target)
    let testbench = String(decoding: try folder.data("hydra_testbench.v"), as: UTF8.self)
    let memory = HardwareTexts.memory([plan.configuration.words]).value
    #expect(testbench.contains("parameter MEMORY_WORDS = \(memory);"))
    let output = try Icarus.run(["make", "-C", folder.path])
    #expect(output.contains("PASS 1 networks, 1 runs"), "\(output)")
  }

  @Test func makeFailsWhereVectorsDiffer() throws {
    let (folder, plan) = try Self.written(LoweredNetwork.target())
    let text = String(decoding: try folder.data("vectors.txt"), as: UTF8.self)
    let cycles = String(plan.total.total, radix: 16)
    try folder.write(text.replacing("\n\(cycles)\n", with: "\n0\n"), to: "vectors.txt")
    #expect(throws: InstalledTools.Failure.self) { try Icarus.run(["make", "-C", folder.path]) }
  }
}
