import Backend
import Basic
import Foundation
import IR
import Interpreter
import RISCV
import TestSupport
import Testing

/// Whole networks as C, against the interpreter in every layer.
@Suite struct EmissionTests {
  @Test(
    .enabled(if: Toolchain.canRunOnHost, "there is no C compiler"),
    arguments: IntegerModels.available.filter { $0 != .mobileNetV2 })
  func networksOnOneCoreEqualTheInterpreter(model: IntegerModels) throws {
    let target = try target("rv32imc-8core", [("cores", "1")])
    let output = try Emission(model.program(), target).runOnHost()
    #expect(output.hasPrefix("layers ") && output.contains(" faults 0 "), "\(output)")
  }

  @Test(
    .enabled(if: Toolchain.canRunOnHost, "there is no C compiler"),
    arguments: ["none", "smallest"], ["none", "traffic"])
  func smallMemoriesGiveTheSameNumbers(cascades: String, fusion: String) throws {
    let target = try target(
      "rv32imc-8core",
      [
        ("l1_bytes", "16384"), ("stack_bytes", "512"), ("cores", "3"), ("cascades", cascades),
        ("fusion", fusion),
      ])
    let output = try Emission(IntegerModels.keywords.program(), target).runOnHost()
    #expect(output.hasPrefix("layers ") && output.contains(" faults 0 "), "\(output)")
  }

  /// Every kernel, in one tile and in many.
  @Test(
    .enabled(if: Toolchain.canRunOnHost, "there is no C compiler"),
    arguments: SmallNetworks.allCases,
    [
      [("l1_bytes", "65536")],
      [("l1_bytes", "6144"), ("cores", "3"), ("stack_bytes", "256"), ("fusion", "none")],
      [("l1_bytes", "6144"), ("cores", "2"), ("stack_bytes", "256"), ("fusion", "traffic")],
    ])
  func smallNetworksEqualTheInterpreter(
    network: SmallNetworks, overrides: [(String, String)]
  ) throws {
    let program = try network.program()
    let output = try Emission(program, try target("rv32imc-8core", overrides)).runOnHost()
    #expect(output.hasPrefix("layers ") && output.contains(" faults 0 "), "\(output)")
  }

  /// Every kernel for clusters, and bytes without signs.
  @Test(
    .enabled(if: Toolchain.canRunOnHost, "there is no C compiler"),
    arguments: SmallNetworks.allCases)
  func smallNetworksOnClustersEqualTheInterpreter(network: SmallNetworks) throws {
    let target = try target("xpulp-8core", [("l1_bytes", "16384"), ("stack_bytes", "256")])
    let output = try Emission(network.program(), target).runOnHost(
      nil, KernelObjects.clustersOnHost)
    #expect(output.hasPrefix("layers ") && output.contains(" faults 0 "), "\(output)")
  }

  /// A plan that replays and has another order has no C form, and says where.
  @Test func anotherOrderHasNoForm() throws {
    let program = try SmallNetworks.ordered.program()
    var bag = DiagnosticBag()
    var plan = try #require(
      RISCVBackend(target: try target("rv32imc-8core")).plan(program, &bag))
    plan.steps[0].actions.reverse()
    #expect(NetworkEmitter(plan, program) == nil)
    let sample = PlanSample(inputs: [], outputs: [], layers: [:])
    #expect(plan.sources(SourceForm("c"), program, sample, &bag) == nil)
    #expect(bag.diagnostics.map(\.code) == ["riscv.p5"])
  }

  /// The instructions of a network on one core of an emulated machine, transfers included.
  @Test(
    .enabled(if: Toolchain.canEmulate, "there is no emulator or no compiler for RISC-V"),
    .enabled(if: RepositoryPaths.hasShared, "the folder of references is missing"),
    arguments: [
      (IntegerModels.keywords, 14_000_000), (.resnet8, 50_000_000), (.wakeWords, 38_000_000),
    ])
  func networksStayBelowTheirInstructions(model: IntegerModels, limit: Int) throws {
    guard model.isAvailable else { return }
    let output = try Emission(model.program(), try target("rv32imc-1core")).emulate()
    #expect(output.contains(" faults 0 "), "\(output)")
    let count = try #require(output.split { $0 == " " || $0 == "\n" }.compactMap { Int($0) }.last)
    if ProcessInfo.processInfo.environment["DNNC_BENCHMARK"] != nil {
      print("\(model.rawValue): \(output)")
    }
    #expect(count > 0 && count <= limit)
  }

  /// Every kernel for vectors, on one core and on several, in one tile and in many.
  @Test(
    .enabled(if: Toolchain.canEmulate, "there is no emulator or no compiler for RISC-V"),
    arguments: SmallNetworks.allCases,
    [[("l1_bytes", "65536")], [("l1_bytes", "7168"), ("cores", "3"), ("stack_bytes", "256")]])
  func smallNetworksOnVectorsEqualTheInterpreter(
    network: SmallNetworks, overrides: [(String, String)]
  ) throws {
    let output = try Emission(network.program(), try target("rv64gcv", overrides)).emulate(
      on: .rv64v(bits: 128), KernelObjects.vectors)
    #expect(output.hasPrefix("layers ") && output.contains(" faults 0 "), "\(output)")
  }
}
