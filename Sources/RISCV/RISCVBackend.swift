import Backend
import Basic
import IR

/// The backend for clusters of RISC-V cores with a scratchpad and a DMA engine.
package struct RISCVBackend: Backend {
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
    return planner.plan(&diagnostics)
  }

  /// Checks a plan from itself alone.
  package static func verify(_ plan: RISCVPlan, _ diagnostics: inout DiagnosticBag) {
    RISCVVerifier.verify(plan, &diagnostics)
  }
}
