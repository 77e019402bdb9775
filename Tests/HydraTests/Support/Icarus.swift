import Foundation
import Hydra
import TestSupport
import Testing

/// The Verilog simulator Icarus, which checks the hardware against vectors.
enum Icarus {
  /// Whether the suites that need it run: where it is missing they are skipped, but not in CI.
  static let isWanted =
    isInstalled || ProcessInfo.processInfo.environment["CI"] == "true"

  private static var isInstalled: Bool {
    ["iverilog", "vvp"].allSatisfy { tool in
      ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)")
      }
    }
  }

  /// A program that failed.
  struct Failure: Error {
    let command: String
    let output: String
  }

  /// Runs a program and gives what it wrote.
  static func run(_ words: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: output, as: UTF8.self)
    guard process.terminationStatus == 0 else {
      throw Failure(command: words.joined(separator: " "), output: text)
    }
    return text
  }

  /// One bitstream with what a device must make of it.
  struct Network {
    var words: [UInt32]
    /// The error code that the loader latches, or nothing if it accepts the words.
    var fault: LoaderFault?
    var runs: [(inputs: [Int], result: HydraRun)] = []
  }

  /// Runs all networks on one device, and gives the last line of the testbench.
  static func verdict(_ networks: [Network], device: HydraDevice) throws -> String {
    let folder = try TemporaryFolder()
    for file in HardwareTexts.files { try folder.write(file.text, to: file.name) }
    var lines = [String(networks.count, radix: 16)]
    func add(_ value: Int) {
      lines.append(String(UInt32(truncatingIfNeeded: value), radix: 16))
    }
    for network in networks {
      add(network.words.count)
      lines += network.words.map { String($0, radix: 16) }
      add(network.fault?.rawValue ?? 0)
      add(network.runs.count)
      for run in network.runs {
        run.inputs.forEach(add)
        run.result.outputs.forEach(add)
        add(run.result.cycles)
      }
    }
    try folder.write(lines.joined(separator: "\n") + "\n", to: "vectors.txt")
    let parameters = device.hardwareParameters.flatMap { name, value in
      ["-P", "hydra_testbench.\(name)=\(value)"]
    }
    let sources = HardwareTexts.files.map { "\(folder.path)/\($0.name)" }
    let program = "\(folder.path)/device.vvp"
    _ = try run(
      ["iverilog", "-g2005", "-s", "hydra_testbench"] + parameters + ["-o", program] + sources)
    let output = try run(["vvp", "-n", program, "+vectors=\(folder.path)/vectors.txt"])
    return output.trimmingCharacters(in: .newlines)
  }
}
