import Backend
import Basic
import IR

extension RISCVPlan {
  /// C for POSIX systems and for bare machines.
  package static let sourceForms = [form]

  private static let form = SourceForm("c")

  /// This machine, which has no vectors of RISC-V, and an emulated one, which has no dot products of
  /// Xpulp.
  package var machines: [SourceMachine] {
    let host = SourceMachine("host", Self.form, build: "test", run: "check", tools: ["cc"])
    switch target.instructionSet {
    case .rv32im: return [host, Self.emulated("qemu-system-riscv32")]
    case .rvv: return [Self.emulated("qemu-system-riscv64")]
    case .xpulp: return [host]
    }
  }

  private static func emulated(_ emulator: String) -> SourceMachine {
    SourceMachine(
      "qemu", form, build: "bare", run: "emulate", count: "count",
      tools: ["cc", "clang", "ld.lld", "llvm-nm", emulator])
  }

  /// The compute cycles of each step, on its busiest core.
  package var predictions: [PlanFact] {
    steps.map { PlanFact($0.step.name, NumberText.grouped($0.cycles.compute)) }
  }

  package func sources(
    _ form: SourceForm, _ program: Program, _ sample: PlanSample,
    _ diagnostics: inout DiagnosticBag
  ) -> [Artifact]? {
    guard let emitter = NetworkEmitter(self, program) else {
      for obstacle in NetworkEmitter.obstacles(self) {
        diagnostics.report(
          .error(.riscvP5, obstacle, help: "compile the network again, or replay the plan"))
      }
      return nil
    }
    let test = emitter.test(
      program, inputs: sample.inputs, outputs: sample.outputs, layers: sample.layers)
    return emitter.artifacts + [test]
  }
}
