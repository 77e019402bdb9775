import Backend
import Basic
import IR

/// The backend for BitVert, a bit-serial accelerator for weights with pruned columns of bits.
package struct BitVertBackend: Backend {
  package static let rules = BitVertRules.all

  /// The hardware that is planned for.
  package let target: BitVertTarget

  /// Plans for `target`.
  package init(target: BitVertTarget) {
    self.target = target
  }

  /// Native on the array, lowered to the host with the reason.
  package func support(for operation: ID<Operation>, in program: Program) -> Support {
    switch BitVertPlacement(target: target).decide(operation, in: program) {
    case .array: .native
    case .host(let reason): .lowered(by: "host", reason)
    }
  }

  /// The plan of an integer program.
  package func plan(_ program: Program, _ diagnostics: inout DiagnosticBag) -> BitVertPlan? {
    var planner = BitVertPlanner(program, target: target)
    return planner.plan(&diagnostics)
  }

  /// Checks a plan from itself alone.
  package static func verify(_ plan: BitVertPlan, _ diagnostics: inout DiagnosticBag) {
    BitVertVerifier.verify(plan, &diagnostics)
  }
}
