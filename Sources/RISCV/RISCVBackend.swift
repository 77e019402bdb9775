import Backend
import Basic
import IR
import Interpreter

/// The backend for clusters of RISC-V cores with a scratchpad and a DMA engine.
package struct RISCVBackend: Backend {
  package static let name = "riscv"
  package static let rules = RISCVRules.all

  /// The hardware that is planned for.
  package let target: RISCVTarget

  /// Plans for `target`.
  package init(target: RISCVTarget) {
    self.target = target
  }

  /// Native if a kernel computes it; unsupported with the reason otherwise.
  package func support(for operation: ID<Operation>, in program: Program) -> Support {
    let refusals = StepBuilder.build(program).refusals
    guard let refusal = refusals.first(where: { $0.operation == operation }) else {
      return .native
    }
    return .unsupported(Support.Reason(refusal.rule, refusal.text))
  }

  /// The plan of an integer program.
  package func plan(_ program: Program, _ diagnostics: inout DiagnosticBag) -> RISCVPlan? {
    var planner = RISCVPlanner(program, target: target)
    guard let plan = planner.plan(&diagnostics) else { return nil }
    var faults = DiagnosticBag()
    RISCVVerifier.verify(plan, &faults)
    precondition(!faults.hasErrors, "a plan breaks its own rules: \(faults.diagnostics)")
    return plan
  }

  /// Checks a plan from itself alone.
  package func verify(_ plan: RISCVPlan, _ diagnostics: inout DiagnosticBag) {
    RISCVVerifier.verify(plan, &diagnostics)
  }

  /// Replays a plan once; `RISCVSimulator` does it many times.
  package func simulate(
    _ plan: RISCVPlan, _ program: Program, inputs: [Tensor],
    _ diagnostics: inout DiagnosticBag, observe: (ID<Value>, Tensor) -> Void = { _, _ in }
  ) -> [Tensor]? {
    guard let simulator = RISCVSimulator(plan, program, &diagnostics) else { return nil }
    return withoutActuallyEscaping(observe) { observe in
      do throws(ExecutionError) {
        return try simulator.run(inputs, observe: observe)
      } catch {
        diagnostics.report(error.diagnostic)
        return nil
      }
    }
  }

  /// The plan for people and the plan for programs.
  package func emit(_ plan: RISCVPlan) -> [Artifact] { plan.artifacts }

  /// The plan that files hold.
  package static func decode(
    _ artifacts: [Artifact], _ diagnostics: inout DiagnosticBag
  ) -> RISCVPlan? {
    RISCVPlan(artifacts: artifacts, &diagnostics)
  }
}
