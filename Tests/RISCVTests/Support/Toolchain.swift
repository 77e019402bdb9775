import TestSupport

/// The programs outside this repository that tests of the kernels use.
enum Toolchain {
  /// A C compiler for this machine.
  static let hostCompiler = find("clang") ?? find("cc")

  /// Another C compiler for this machine, as a second opinion.
  static let secondCompiler = find("gcc")

  /// A C compiler for RISC-V, which has to be clang with lld.
  static let crossCompiler = find("ld.lld") == nil ? nil : find("clang")

  /// The emulator of a bare machine with 32-bit cores.
  static let emulator32 = find("qemu-system-riscv32")

  /// The emulator of a bare machine with 64-bit cores.
  static let emulator64 = find("qemu-system-riscv64")

  /// Whether suites that compile for this machine run.
  static let canRunOnHost = hostCompiler != nil || InstalledTools.areWanted(["cc"])

  /// Whether suites that run on the emulator run.
  static let canEmulate = InstalledTools.areWanted(
    ["clang", "ld.lld", "qemu-system-riscv32", "qemu-system-riscv64"])

  private static func find(_ name: String) -> String? { InstalledTools.path(of: name) }

  /// The output of a program, which must end with status 0 in two minutes.
  static func run(_ program: String?, _ arguments: [String]) throws -> String {
    guard let program else {
      throw InstalledTools.Failure("not installed: what runs \(arguments)")
    }
    return try InstalledTools.run([program] + arguments, seconds: 120)
  }
}
