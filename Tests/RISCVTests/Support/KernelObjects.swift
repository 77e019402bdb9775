import Foundation
import RISCV
import TestSupport

/// The portable kernels compiled once for all programs of a test run.
enum KernelObjects {
  /// For this machine, with checks of addresses and arithmetic.
  static let host = Result {
    try compile(
      Toolchain.hostCompiler,
      ["-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"])
  }

  /// For bare machines with 32-bit cores.
  static let bare = Result {
    try compile(
      Toolchain.crossCompiler,
      CProgram.Machine.rv32im.options + ["-O3", "-ffreestanding", "-fno-builtin"])
  }

  /// Objects, and the folder that holds them.
  struct Objects: Sendable {
    let paths: [String]
    private let folder: TemporaryFolder

    init(_ names: [String], in folder: TemporaryFolder) {
      paths = names.map { folder.path + "/" + $0 }
      self.folder = folder
    }
  }

  private static func compile(_ compiler: String?, _ options: [String]) throws -> Objects {
    let folder = try TemporaryFolder()
    for file in KernelLibrary.kernels(.rv32im) { try folder.write(file.text, to: file.name) }
    let names = KernelLibrary.kernels(.rv32im).map(\.name).filter { $0.hasSuffix(".c") }
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
