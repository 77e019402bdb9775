import Foundation
import RISCV
import TestSupport

/// The kernels compiled once for all programs of a test run.
enum KernelObjects {
  /// For this machine, with checks of addresses and arithmetic.
  static let host = Result { try compileForHost(.rv32im) }

  /// Kernels for clusters on this machine, with the same checks.
  static let clustersOnHost = Result { try compileForHost(.xpulp) }

  /// For bare machines with 32-bit cores.
  static let bare = Result { try compile(.rv32im, for: .rv32im) }

  /// Kernels for vectors, for bare machines with 64-bit cores; vectors may have any length.
  static let vectors = Result { try compile(.rvv, for: .rv64v(bits: 128)) }

  /// Objects, and the folder that holds them.
  struct Objects: Sendable {
    let paths: [String]
    private let folder: TemporaryFolder

    init(_ names: [String], in folder: TemporaryFolder) {
      paths = names.map { folder.path + "/" + $0 }
      self.folder = folder
    }
  }

  private static func compileForHost(_ set: InstructionSet) throws -> Objects {
    try compile(
      set, Toolchain.hostCompiler,
      ["-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"])
  }

  private static func compile(
    _ set: InstructionSet, for machine: CProgram.Machine
  ) throws -> Objects {
    try compile(
      set, Toolchain.crossCompiler, machine.options + ["-O3", "-ffreestanding", "-fno-builtin"])
  }

  private static func compile(
    _ set: InstructionSet, _ compiler: String?, _ options: [String]
  ) throws -> Objects {
    let folder = try TemporaryFolder()
    for file in KernelLibrary.kernels(set) { try folder.write(file.text, to: file.name) }
    let names = KernelLibrary.kernels(set).map(\.name).filter { $0.hasSuffix(".c") }
    let objects = try names.map { name in
      let object = String(name.dropLast()) + "o"
      _ = try Toolchain.run(
        compiler,
        ["-std=c11", "-Wall", "-Wextra", "-Werror", "-c", folder.path + "/" + name] + options
          + ["-o", folder.path + "/" + object])
      return object
    }
    return Objects(objects, in: folder)
  }
}
