import Foundation

/// The programs outside this repository that tests of the kernels use.
enum Toolchain {
  /// A C compiler for this machine.
  static let hostCompiler = find("clang") ?? find("cc")

  /// A C compiler for RISC-V, which has to be clang with lld.
  static let crossCompiler = find("ld.lld") == nil ? nil : find("clang")

  /// The emulator of a bare machine with 32-bit cores.
  static let emulator32 = find("qemu-system-riscv32")

  /// The emulator of a bare machine with 64-bit cores.
  static let emulator64 = find("qemu-system-riscv64")

  /// Whether suites that compile for this machine run: they are skipped where there is no
  /// compiler, but not in CI.
  static let canRunOnHost = hostCompiler != nil || isCI

  /// Whether suites that run on the emulator run.
  static let canEmulate = (crossCompiler != nil && emulator32 != nil && emulator64 != nil) || isCI

  private static let isCI = ProcessInfo.processInfo.environment["CI"] == "true"

  private static func find(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// A program that tests need is not installed.
  struct Missing: Error {
    let name: String
  }

  /// A program failed.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The output of a program, which must end with status 0.
  static func run(_ program: String?, _ arguments: [String], seconds: Int = 120) throws -> String {
    guard let program else { throw Missing(name: arguments.joined(separator: " ")) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["timeout", "\(seconds)", program] + arguments
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: data, as: UTF8.self)
    guard process.terminationStatus == 0 else {
      let command = ([program] + arguments).joined(separator: " ")
      throw Failure(
        description: "status \(process.terminationStatus) of \(command)\n\(text.prefix(4000))")
    }
    return text
  }
}
