import Backend
import Basic
import IR

/// The backend for in-memory-computing clusters with crossbar arrays.
package struct CrossbarBackend: Backend {
  package static let rules = CrossbarRules.all

  /// The hardware that is planned for.
  package let target: CrossbarTarget

  /// Plans for `target`.
  package init(target: CrossbarTarget) {
    self.target = target
  }

  /// Native on the crossbar, lowered to the cores or the depth-wise engine with the reason.
  package func support(for operation: ID<Operation>, in program: Program) -> Support {
    switch LayerPlacement(target: target).decide(operation, in: program) {
    case .crossbar: .native
    case .elsewhere(let engine, let reason): .lowered(by: engine.rawValue, reason)
    }
  }

  /// The plan of an integer program.
  package func plan(_ program: Program, _ diagnostics: inout DiagnosticBag) -> CrossbarPlan? {
    var planner = CrossbarPlanner(program, target: target)
    return planner.plan(&diagnostics)
  }

  /// Checks a plan from itself alone.
  package static func verify(_ plan: CrossbarPlan, _ diagnostics: inout DiagnosticBag) {
    CrossbarVerifier.verify(plan, &diagnostics)
  }
}
