import Foundation
import Hydra
import TestSupport
import Testing

/// The Verilog simulator Icarus, which checks the hardware against vectors.
enum Icarus {
  /// Whether the suites that need it run: where it is missing they are skipped, but not in CI.
  static let isWanted = InstalledTools.areWanted(["iverilog", "vvp"])

  /// Runs a program and gives what it wrote.
  static func run(_ words: [String]) throws -> String { try InstalledTools.run(words) }

  /// One bitstream with what a device must make of it.
  struct Network {
    var words: [UInt32]
    /// The error code that the loader latches, or nothing if it accepts the words.
    var fault: LoaderFault?
    var runs: [(inputs: [Int], result: HydraRun)] = []
  }

  /// Runs all networks on one device, and gives the last line of the testbench.
  ///
  /// - Parameter memory: words of the memory that holds bitstreams; enough if none are given.
  static func verdict(
    _ networks: [Network], device: HydraDevice, memory: Int? = nil
  ) throws -> String {
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
        add(run.result.cycles)
        run.result.outputs.forEach(add)
      }
    }
    try folder.write(lines.joined(separator: "\n") + "\n", to: "vectors.txt")
    let words = HardwareTexts.memory(networks.map(\.words))
    let memory = (name: words.name, value: memory ?? words.value)
    let parameters = (device.hardwareParameters + [memory]).flatMap { name, value in
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
