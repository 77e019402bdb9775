import Backend
import Basic
import Foundation
import IR
import Interpreter
import RISCV
import TestSupport
import Testing

/// A plan as files in a folder, with a test on some inputs.
struct Emission {
  let folder: TemporaryFolder
  private let emitter: NetworkEmitter
  private let program: Program
  private let cores: Int

  /// Plans a program and writes all but the test.
  init(_ program: Program, _ target: RISCVTarget) throws {
    var bag = DiagnosticBag()
    let plan = try #require(
      RISCVBackend(target: target).plan(program, &bag), "\(bag.diagnostics)")
    emitter = try #require(NetworkEmitter(plan, program))
    folder = try TemporaryFolder()
    for file in emitter.artifacts {
      try folder.write(String(decoding: file.bytes, as: UTF8.self), to: file.name)
    }
    self.program = program
    cores = target.cores
  }

  /// Writes the test: on seeded inputs unless others are given, against the interpreter in every layer,
  /// and in the end against `outputs` if they are known from elsewhere.
  private func writeTest(_ inputs: [Tensor]?, _ outputs: [Tensor]?) throws {
    let inputs =
      inputs ?? program.graph.inputs.map { Tensor.seeded(program.graph[$0].type, seed: 7) }
    var layers: [String: Tensor] = [:]
    let computed = try Interpreter(catalog: .standard, kernels: .fast).run(
      program, inputs: inputs
    ) { id, tensor in layers[program.graph[id].name] = tensor }
    let test = emitter.test(
      program, inputs: inputs, outputs: outputs ?? computed, layers: layers)
    try folder.write(String(decoding: test.bytes, as: UTF8.self), to: test.name)
  }

  /// Compiles the files that do not depend on inputs, unless that was done before.
  private func objects(
    _ name: String, _ compiler: String?, _ options: [String], _ runtime: [String]
  ) throws -> [String] {
    try (["network.c", "constants.c"] + runtime).map { file in
      let object = "\(folder.path)/\(file).\(name).o"
      if !FileManager.default.fileExists(atPath: object) {
        _ = try Toolchain.run(
          compiler, options + ["-c", "\(folder.path)/\(file)", "-o", object])
      }
      return object
    }
  }

  /// Threads for cores, and transfers as late as they may be.
  func runOnHost(
    _ inputs: [Tensor]? = nil, outputs: [Tensor]? = nil,
    _ kernels: Result<KernelObjects.Objects, any Error> = KernelObjects.host
  ) throws -> String {
    try writeTest(inputs, outputs)
    let program = folder.path + "/host"
    let options = [
      "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-DDNNC_CORES=\(cores)",
      "-DDNNC_DEFER_TRANSFERS", "-fsanitize=address,undefined", "-fno-sanitize-recover=all",
    ]
    let parts = try objects(
      "host", Toolchain.hostCompiler, options, ["dnnc_runtime_posix.c"])
    _ = try Toolchain.run(
      Toolchain.hostCompiler,
      options + [folder.path + "/test.c"] + parts + kernels.get().paths
        + ["-lpthread", "-o", program])
    return try Toolchain.run(program, [])
  }

  /// The emulated bare machine; the last number is that of the instructions of all cores.
  func emulate(
    on machine: CProgram.Machine = .rv32im,
    _ kernels: Result<KernelObjects.Objects, any Error> = KernelObjects.bare,
    inputs: [Tensor]? = nil, outputs: [Tensor]? = nil
  ) throws -> String {
    try writeTest(inputs, outputs)
    let program = folder.path + "/bare"
    let options =
      machine.options + [
        "-std=c11", "-O3", "-ffreestanding", "-fno-builtin", "-DDNNC_CORES=\(cores)",
      ]
    let parts = try objects(
      "bare", Toolchain.crossCompiler, options, ["dnnc_runtime_riscv.c", "crt0.S"])
    _ = try Toolchain.run(
      Toolchain.crossCompiler,
      options + ["-nostdlib", "-fuse-ld=lld", "-T", folder.path + "/link.ld"]
        + [folder.path + "/test.c"] + parts + kernels.get().paths + ["-o", program])
    return try Toolchain.run(
      machine.emulator,
      [
        "-machine", "virt", "-cpu", machine.processor, "-smp", "\(cores)", "-bios", "none",
        "-display", "none", "-serial", "stdio", "-monitor", "none", "-icount",
        "shift=0,sleep=off", "-kernel", program,
      ])
  }
}
