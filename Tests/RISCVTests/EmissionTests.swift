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
  /// A plan as files in a folder, with a test on seeded inputs.
  struct Emission {
    let folder: TemporaryFolder
    let files: [Artifact]
    let cores: Int

    init(_ program: Program, _ target: RISCVTarget) throws {
      var bag = DiagnosticBag()
      let plan = try #require(
        RISCVBackend(target: target).plan(program, &bag), "\(bag.diagnostics)")
      let emitter = try #require(NetworkEmitter(plan, program))
      let inputs = program.graph.inputs.map { Tensor.seeded(program.graph[$0].type, seed: 7) }
      var layers: [String: Tensor] = [:]
      let outputs = try Interpreter(catalog: .standard, kernels: .fast).run(
        program, inputs: inputs
      ) { id, tensor in layers[program.graph[id].name] = tensor }
      files =
        emitter.artifacts
        + [emitter.test(program, inputs: inputs, outputs: outputs, layers: layers)]
      folder = try TemporaryFolder()
      for file in files {
        try folder.write(String(decoding: file.bytes, as: UTF8.self), to: file.name)
      }
      cores = target.cores
    }

    /// The files of the network and of the runtime of a platform.
    func sources(_ runtime: [String]) -> [String] {
      (["network.c", "constants.c", "test.c"] + runtime).map { folder.path + "/" + $0 }
    }

    /// Threads for cores, and transfers as late as they may be.
    func runOnHost() throws -> String {
      let program = folder.path + "/host"
      _ = try Toolchain.run(
        Toolchain.hostCompiler,
        [
          "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-DDNNC_CORES=\(cores)",
          "-DDNNC_DEFER_TRANSFERS", "-fsanitize=address,undefined", "-fno-sanitize-recover=all",
        ] + sources(["dnnc_runtime_posix.c"]) + KernelObjects.host.get().paths
          + ["-lpthread", "-o", program])
      return try Toolchain.run(program, [])
    }

    /// The emulated bare machine; the last number is that of the instructions of all cores.
    func emulate(
      on machine: CProgram.Machine = .rv32im,
      _ kernels: Result<KernelObjects.Objects, any Error> = KernelObjects.bare
    ) throws -> String {
      let program = folder.path + "/bare"
      _ = try Toolchain.run(
        Toolchain.crossCompiler,
        machine.options + [
          "-std=c11", "-O3", "-ffreestanding", "-fno-builtin", "-nostdlib", "-fuse-ld=lld",
          "-DDNNC_CORES=\(cores)", "-T", folder.path + "/link.ld",
        ] + sources(["dnnc_runtime_riscv.c", "crt0.S"]) + kernels.get().paths
          + ["-o", program])
      return try Toolchain.run(
        machine.emulator,
        [
          "-machine", "virt", "-cpu", machine.processor, "-smp", "\(cores)", "-bios", "none",
          "-display",
          "none", "-serial", "stdio", "-monitor", "none", "-icount", "shift=0,sleep=off",
          "-kernel", program,
        ])
    }
  }

  @Test(
    .enabled(if: Toolchain.canRunOnHost, "there is no C compiler"),
    arguments: IntegerModels.available.filter { $0 != .mobileNetV2 }, [1, 8])
  func networksOnThreadsEqualTheInterpreter(model: IntegerModels, cores: Int) throws {
    let target = try target("rv32imc-8core", [("cores", "\(cores)")])
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

  /// Eight cores compute the same on the emulated machine.
  @Test(
    .enabled(if: Toolchain.canEmulate, "there is no emulator or no compiler for RISC-V"),
    .enabled(if: IntegerModels.keywords.isAvailable, "the folder of references is missing"))
  func eightCoresEqualTheInterpreter() throws {
    let output = try Emission(IntegerModels.keywords.program(), try target()).emulate()
    #expect(output.contains(" faults 0 "), "\(output)")
  }

  /// The kernels for vectors compute the same, whatever the length of vectors.
  @Test(
    .enabled(if: Toolchain.canEmulate, "there is no emulator or no compiler for RISC-V"),
    .enabled(if: RepositoryPaths.hasShared, "the folder of references is missing"),
    arguments: [IntegerModels.keywords, .resnet8].filter(\.isAvailable), [128, 256])
  func networksOnVectorsEqualTheInterpreter(model: IntegerModels, bits: Int) throws {
    let target = try target("rv64gcv", [("vector_bits", "\(bits)")])
    let output = try Emission(model.program(), target).emulate(
      on: .rv64v(bits: bits), KernelObjects.vectors)
    #expect(output.hasPrefix("layers ") && output.contains(" faults 0 "), "\(output)")
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
