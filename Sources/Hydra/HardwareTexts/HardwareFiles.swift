import Backend
import Basic
import IR

extension HydraPlan {
  /// The hardware in Verilog; its Makefile runs it in Icarus.
  package static let sourceForms = [form]

  private static let form = SourceForm("rtl")

  /// A simulator of hardware.
  package var machines: [SourceMachine] {
    [
      SourceMachine(
        "icarus", Self.form, build: "device.vvp", run: "compare", unit: "cycles",
        compares: "outputs", tools: ["iverilog", "vvp"])
    ]
  }

  package func sources(
    _ form: SourceForm, _ program: Program, _ sample: PlanSample,
    _ diagnostics: inout DiagnosticBag
  ) -> [Artifact]? {
    HardwareFiles(self).artifacts(program, sample)
  }
}

/// The hardware of a plan as a folder that simulates and synthesizes it.
struct HardwareFiles {
  private let plan: HydraPlan

  /// Takes a plan that was verified.
  init(_ plan: HydraPlan) {
    self.plan = plan
  }

  /// The Verilog with the parameters of the device, the listing of the bitstream, vectors for the
  /// testbench with the bitstream and a sample, and a Makefile.
  func artifacts(_ program: Program, _ sample: PlanSample) -> [Artifact] {
    HardwareTexts.files.map { Artifact($0.name, configured($0)) } + [
      Artifact("network.hyb.txt", plan.configuration.listing),
      Artifact("vectors.txt", vectors(program, sample)),
      Artifact("Makefile", makefile),
    ]
  }

  /// A file whose modules have the parameters of the device unless they are told others.
  private func configured(_ file: HardwareTexts.File) -> String {
    let parameters =
      plan.target.device.hardwareParameters + [HardwareTexts.memory([plan.configuration.words])]
    return file.text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let words = line.split(separator: " ")
      guard words.count == 4, words[0] == "parameter", words[2] == "=",
        let value = parameters.first(where: { $0.name == words[1] })?.value
      else { return String(line) }
      let number = words[3].prefix { $0.isNumber }
      let indent = line.prefix { $0 == " " }
      return "\(indent)parameter \(words[1]) = \(value)\(words[3].dropFirst(number.count))"
    }.joined(separator: "\n")
  }

  /// What the testbench gives to the device, and what it must find: the cycles of the simulator, and the
  /// outputs of the integer program, or of the simulator where the sample has none.
  private func vectors(_ program: Program, _ sample: PlanSample) -> String {
    var faults = DiagnosticBag()
    guard let replay = PlanReplay(plan, program, &faults),
      let simulator = HydraSimulator(
        plan.configuration, overlapsDrain: plan.target.device.overlapsDrain, &faults)
    else { preconditionFailure("a verified plan does not run: \(faults.diagnostics)") }
    let words = plan.configuration.words
    let features = replay.features(sample.inputs[0])
    let run = simulator.run(features)
    let outputs = sample.outputs.first.map { replay.elements($0) }
    let numbers =
      [1, words.count] + words.map { Int($0) } + [0, 1] + features + [run.cycles]
      + (outputs ?? run.outputs)
    return numbers.map { String(UInt32(truncatingIfNeeded: $0), radix: 16) + "\n" }.joined()
  }

  private var makefile: String {
    let device = HardwareTexts.device.map(\.name).joined(separator: " ")
    return """
      # \(plan.network) on \(plan.target.name): `make` runs the vectors in Icarus, `make resources`
      # prints what Yosys makes of the device.
      DEVICE := \(device)

      .PHONY: test compare resources clean

      test: device.vvp
      \tvvp -n device.vvp +vectors=vectors.txt | tee result.txt
      \tgrep -q '^PASS' result.txt

      # The same in one line: what differs, and the cycles.
      compare: device.vvp
      \tvvp -n device.vvp +vectors=vectors.txt +counts

      device.vvp: hydra_testbench.v $(DEVICE)
      \tiverilog -g2005 -s hydra_testbench -o $@ $^

      resources: $(DEVICE)
      \tyosys -q -p "read_verilog $^; synth_xilinx -family xc7 -flatten -top hydra; tee -o resources.txt stat"
      \tcat resources.txt

      clean:
      \trm -f device.vvp result.txt resources.txt

      """
  }
}
