import Foundation
import TestSupport
import Testing

/// Plans for RISC-V run as C on this machine and on an emulated one, and equal the integer reference.
@Suite struct MachineRunTests {
  private static let hasHost = InstalledTools.areWanted(["make", "cc"])
  private static let hasEmulator = InstalledTools.areWanted(
    ["make", "cc", "clang", "ld.lld", "llvm-nm", "qemu-system-riscv32"])

  private func run(_ machine: String) throws -> CommandResult {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      network n(x: f32[1, 3, 8, 8]) -> (y)
      weights seeded(1)
      {
        a = relu(conv2d(x, filters = 8, kernel = [3, 3], padding = [1, 1]))
        b = add(a, conv2d(a, filters = 8, kernel = [1, 1]))
        y = softmax(dense(flatten(global_average_pool(b)), units = 4), axis = 1)
      }

      """, to: "net.dnn")
    let compiled = CommandRunner.run(
      ["compile", "net.dnn", "--target", "rv32imc-8core", "-q", "-o", "plan"], in: folder.path)
    try #require(compiled.status == 0, "\(compiled.error)")
    return CommandRunner.run(["run", "plan", "--on", machine], in: folder.path)
  }

  @Test(.enabled(if: hasHost, "there is no make or C compiler"))
  func aPlanRunsOnThisMachine() throws {
    let result = try run("host")
    #expect(result.status == 0, "\(result.error)")
    let row = try #require(result.output.split(separator: "\n").last).split(separator: " ")
    #expect(row.prefix(3) == ["0", "6", "0"] && row.last == "counted", "\(result.output)")
  }

  @Test(.enabled(if: hasEmulator, "there is no clang with lld, or no QEMU"))
  func aPlanRunsOnAnEmulatedMachineAndIsCounted() throws {
    let result = try run("qemu")
    #expect(result.status == 0, "\(result.error)")
    let lines = result.output.split(separator: "\n").map { $0.split(separator: " ") }
    let row = try #require(lines.first { $0.first == "0" })
    #expect(row[1...2] == ["6", "0"], "\(result.output)")
    // Step by step and core by core; all eight take part in the first convolution.
    let first = try #require(lines.first { $0.first?.hasPrefix("a.conv2d") == true })
    #expect(first.count == 10, "\(result.output)")
    #expect(first.dropFirst(2).allSatisfy { $0 != "0" }, "\(result.output)")
  }
}
