import Foundation
import RISCV
import TestSupport

/// A program in C with the kernels and a runtime, as they come out of the library.
struct CProgram {
  var set = InstructionSet.rv32im
  let text: String
  var cores = 1

  /// Compiles it for this machine and runs it.
  func runOnHost(
    in folder: TemporaryFolder, _ options: [String] = ["-O2"],
    with compiler: String? = Toolchain.hostCompiler
  ) throws -> String {
    let sources = try write(.posix, in: folder)
    let program = folder.path + "/program"
    _ = try Toolchain.run(
      compiler,
      ["-std=c11", "-DDNNC_CORES=\(cores)", "-fno-sanitize-recover=all"] + options + sources
        + ["-lpthread", "-o", program])
    return try Toolchain.run(program, [])
  }

  /// A bare machine.
  struct Machine: Sendable {
    let emulator: String?
    let options: [String]
    let processor: String

    /// Cores with 32-bit registers and no more than multiplication.
    static let rv32im = Machine(
      emulator: Toolchain.emulator32,
      options: ["--target=riscv32-unknown-elf", "-march=rv32imc_zicsr", "-mabi=ilp32"],
      processor: "rv32")

    /// Cores with 32-bit registers and vectors.
    static func rv32v(bits: Int) -> Machine {
      Machine(
        emulator: Toolchain.emulator32,
        options: ["--target=riscv32-unknown-elf", "-march=rv32imac_zicsr_zve32x", "-mabi=ilp32"],
        processor: "rv32,v=true,vlen=\(bits),vext_spec=v1.0")
    }

    /// Cores with 64-bit registers and vectors.
    static func rv64v(bits: Int) -> Machine {
      Machine(
        emulator: Toolchain.emulator64,
        options: [
          "--target=riscv64-unknown-elf", "-march=rv64gcv", "-mabi=lp64d", "-mcmodel=medany",
        ], processor: "rv64,v=true,vlen=\(bits),vext_spec=v1.0")
    }
  }

  /// Compiles it for a bare machine and runs it on the emulator, which counts instructions exactly.
  func run(on machine: Machine, in folder: TemporaryFolder) throws -> String {
    let program = try build(for: machine, in: folder)
    return try Toolchain.run(
      machine.emulator,
      [
        "-machine", "virt", "-cpu", machine.processor, "-smp", "\(cores)", "-bios", "none",
        "-display", "none", "-serial", "stdio", "-monitor", "none", "-icount",
        "shift=0,sleep=off",
        "-kernel", program,
      ])
  }

  /// Compiles it for a bare machine.
  func build(for machine: Machine, in folder: TemporaryFolder) throws -> String {
    let sources = try write(.bare, in: folder)
    let program = folder.path + "/program.elf"
    _ = try Toolchain.run(
      Toolchain.crossCompiler,
      machine.options + [
        "-std=c11", "-O3", "-ffreestanding", "-fno-builtin", "-nostdlib", "-fuse-ld=lld", "-Wall",
        "-Wextra", "-Werror", "-DDNNC_CORES=\(cores)", "-T", folder.path + "/link.ld",
      ] + sources + ["-o", program])
    return program
  }

  /// Writes all files, and gives those to compile.
  private func write(_ platform: KernelLibrary.Platform, in folder: TemporaryFolder) throws
    -> [String]
  {
    let files = KernelLibrary.kernels(set) + KernelLibrary.runtime(platform)
    for file in files { try folder.write(file.text, to: file.name) }
    try folder.write(text, to: "program.c")
    return (files.map(\.name) + ["program.c"])
      .filter { $0.hasSuffix(".c") || $0.hasSuffix(".S") }.map { folder.path + "/" + $0 }
  }
}
