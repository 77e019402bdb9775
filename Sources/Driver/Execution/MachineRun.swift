import Backend
import Basic
import Foundation
import IR
import Passes
import Report

/// Runs the sources of a plan on a machine, sample by sample, against the integer reference.
struct MachineRun {
  /// The rules that it asserts.
  static let rules = [noMachine, noTool, failed, differs]

  static let noMachine = Rule(
    "run.machine", "--on names a machine that runs sources of the plan",
    """
    Plans for RISC-V have C that this machine (host) and an emulated bare one (qemu) run; plans for \
    HYDRA have Verilog that a simulator of hardware (icarus) runs.
    """)
  static let noTool = Rule(
    "run.tool", "a machine needs its programs on the path",
    "make and a C compiler for host; make, clang with ld.lld and QEMU for qemu; make and iverilog.")
  static let failed = Rule(
    "run.machine-failed", "the sources of a plan are built and run without an error",
    "If nothing was changed by hand, this is a fault of dnnc: the message is that of the tool.")
  static let differs = Rule(
    "run.machine-differs", "a machine gives the bits of the integer reference",
    "Every layer whose result is whole in memory is compared, and every output byte by byte.")

  let folder: PlanFolder
  let machine: SourceMachine

  /// The machine of a name, or the end of the command.
  init(
    _ name: String, _ folder: PlanFolder, _ session: inout Session
  ) throws(CommandFailure) {
    let machines = folder.plan.machines
    guard let machine = machines.first(where: { $0.name == name }) else {
      let names = (["simulator"] + machines.map(\.name)).joined(separator: ", ")
      throw session.fail(
        .error(Self.noMachine, "--on \(name): this plan runs on \(names)"), .usage)
    }
    for tool in ["make"] + machine.tools where ExternalProgram.path(of: tool) == nil {
      session.bag.report(
        .error(Self.noTool, "--on \(name) needs '\(tool)', which is not on the path"))
    }
    try session.stopIfWrong()
    (self.folder, self.machine) = (folder, machine)
  }

  /// What samples gave: a row for each, and the instructions of each step and core where they count.
  struct Report {
    var samples: ReportTable
    var steps: ReportTable?
  }

  /// Runs samples, and counts the instructions of the first step by step where the machine can.
  func run(
    _ samples: any SampleSource, _ session: inout Session
  ) throws(CommandFailure) -> Report {
    var steps: ReportTable?
    var table = ReportTable([
      .init("sample", key: "sample"), .init("\(machine.compares) compared", key: machine.compares),
      .init("differences", key: "differences"), .init(machine.unit, key: machine.unit),
    ])
    var written: [String: [UInt8]] = [:]
    let place = FileManager.default.temporaryDirectory
      .appendingPathComponent("dnnc-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: place) }
    for index in 0..<samples.count {
      let sample = try session.planSample(samples.sample(index, for: folder.program), of: folder)
      let sources = try session.sources(machine.form, folder, sample)
      // What has not changed is not built again where the Makefile sees it by its time.
      try session.write(sources.filter { written[$0.name] != $0.bytes }, to: place)
      for source in sources { written[source.name] = source.bytes }
      _ = try make(machine.build, in: place, &session)
      let output = try make(machine.run, in: place, &session)
      if index == 0, let target = machine.count {
        steps = stepTable(try make(target, in: place, &session))
      }
      guard let counts = Counts(output, machine.compares) else {
        throw session.fail(.error(Self.failed, "the test says: \(output.prefix(400))"))
      }
      if counts.faults > 0 {
        session.bag.report(
          .error(
            Self.differs,
            "sample \(index): \(counts.faults) differences"
              + (counts.firstStep.map { ", first in \(name(ofStep: $0))" } ?? "")))
      }
      table.append([
        .integer(index), .integer(counts.compared), .integer(counts.faults),
        counts.count > 0 ? .integer(counts.count) : .text("not counted"),
      ])
    }
    return Report(samples: table, steps: steps)
  }

  /// The layer of a step, or its number in plan.txt.
  private func name(ofStep step: Int) -> String {
    let steps = folder.plan.predictions
    return steps.indices.contains(step) ? "layer '\(steps[step].name)'" : "step \(step)"
  }

  /// A row for each step with what was predicted, and the instructions of each core.
  private func stepTable(_ output: String) -> ReportTable {
    var counts: [Int: [Int: Int]] = [:]
    for line in output.split(separator: "\n") where line.hasPrefix("step ") {
      let numbers = line.split(separator: " ").compactMap { Int($0) }
      if numbers.count == 3 { counts[numbers[0], default: [:]][numbers[1]] = numbers[2] }
    }
    let cores = (counts.values.flatMap(\.keys).max() ?? -1) + 1
    var table = ReportTable(
      [.init("step", key: "step"), .init("predicted cycles", key: "predicted_cycles")]
        + (0..<cores).map { .init("core \($0)", key: "core_\($0)") })
    for (step, prediction) in folder.plan.predictions.enumerated() {
      table.append(
        [.text(prediction.name), .text(prediction.value)]
          + (0..<cores).map { .integer(counts[step]?[$0] ?? 0) })
    }
    return table
  }

  private func make(
    _ target: String, in place: String, _ session: inout Session
  ) throws(CommandFailure) -> String {
    session.explain("make \(target)")
    let result = ExternalProgram.run("make", ["-s", target], in: place)
    guard let result, result.status == 0 else {
      throw session.fail(
        .error(
          Self.failed, "make \(target): \((result?.output ?? "cannot be started").prefix(2000))"))
    }
    return result.output
  }

  /// The last line that a test prints, and the first difference.
  private struct Counts {
    let compared: Int
    let faults: Int
    let count: Int
    let firstStep: Int?

    init?(_ output: String, _ compared: String) {
      let lines = output.split(separator: "\n")
      guard let last = lines.last(where: { $0.hasPrefix("\(compared) ") }) else { return nil }
      let numbers = last.split(separator: " ").compactMap { Int($0) }
      guard numbers.count == 3 else { return nil }
      (self.compared, faults, count) = (numbers[0], numbers[1], numbers[2])
      firstStep = lines.first { $0.hasPrefix("step ") }
        .flatMap { $0.split(separator: " ").compactMap { Int($0) }.first }
    }
  }
}
