import Foundation
import TestSupport
import Testing

/// Plans for RISC-V run as C on this machine and on an emulated one, and equal the integer reference.
@Suite struct MachineRunTests {
  private static let hasHost = InstalledTools.areWanted(["make", "cc"])
  private static let hasEmulator = InstalledTools.areWanted(
    ["make", "cc", "clang", "ld.lld", "llvm-nm", "qemu-system-riscv32"])

  /// A folder with the plan of a small network.
  private func planned(_ more: [String] = []) throws -> TemporaryFolder {
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
      ["compile", "net.dnn", "--target", "rv32imc-8core", "-q", "-o", "plan"] + more,
      in: folder.path)
    try #require(compiled.status == 0, "\(compiled.error)")
    return folder
  }

  private func run(_ machine: String) throws -> CommandResult {
    let folder = try planned()
    return CommandRunner.run(["run", "plan", "--on", machine], in: folder.path)
  }

  /// The test of sources sees one byte of a weight (behind the header of its packing), and one of
  /// the expected output.
  @Test(
    .enabled(if: hasHost, "there is no make or C compiler"),
    arguments: [("constants.c", "aligned(16))) = {\n2,1,"), ("test.c", "output_0[] = {")])
  func aChangedByteIsSeen(_ file: String, _ before: String) throws {
    let folder = try planned(["--emit", "c"])
    let sources = "\(folder.path)/plan/c"
    let sound = try InstalledTools.run(["make", "-s", "-C", sources, "check"])
    #expect(sound.contains("layers 6 faults 0 "), "\(sound)")
    let text = try String(contentsOfFile: "\(sources)/\(file)", encoding: .utf8)
    let start = try #require(text.range(of: before)).upperBound
    let number = try #require(
      text.range(of: "[0-9]+", options: .regularExpression, range: start..<text.endIndex))
    // Another sign of a weight, another bit of an output.
    let changed = try #require(Int(text[number])) ^ 0x80
    try text.replacingCharacters(in: number, with: "\(changed)").write(
      toFile: "\(sources)/\(file)", atomically: true, encoding: .utf8)
    let broken = try InstalledTools.run(["make", "-s", "-C", sources, "check"])
    #expect(!broken.contains(" faults 0 "), "\(broken)")
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

  /// A plan for HYDRA in Verilog: outputs are those of the integer program, cycles those of the plan.
  @Test(
    .enabled(
      if: InstalledTools.areWanted(["make", "iverilog", "vvp"]), "iverilog is not installed"))
  func aPlanRunsInVerilog() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      network n(x: f32[1, 2, 5, 5]) -> (y)
      weights seeded(1)
      {
        a = relu(conv2d(x, filters = 3, kernel = [3, 3], padding = [1, 1]))
        b = add(a, conv2d(a, filters = 3, kernel = [1, 1]))
        y = tanh(conv2d(b, filters = 2, kernel = [2, 2]))
      }

      """, to: "net.dnn")
    let compiled = CommandRunner.run(
      ["compile", "net.dnn", "--target", "hydra-8", "--set", "lanes=2", "-o", "plan"],
      in: folder.path)
    try #require(compiled.status == 0, "\(compiled.error)")
    let line = try #require(compiled.output.split(separator: "\n").first { $0.hasPrefix("cycles") })
    let cycles = line.drop { !$0.isNumber }.prefix { $0.isNumber || $0 == "," }.filter(\.isNumber)
    let result = CommandRunner.run(["run", "plan", "--on", "icarus"], in: folder.path)
    #expect(result.status == 0, "\(result.error)")
    let row = result.output.split(separator: "\n").last?.split(separator: " ").map(String.init)
    #expect(row?.map { $0.filter { $0 != "," } } == ["0", "32", "0", cycles], "\(result.output)")
    let other = CommandRunner.run(["run", "plan", "--on", "host"], in: folder.path)
    #expect(other.status == 64 && other.error.contains("simulator, icarus"))
  }
}
