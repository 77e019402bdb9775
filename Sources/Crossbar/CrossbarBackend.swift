import Backend
import Basic
import IR
import Interpreter

/// The backend for in-memory-computing clusters with crossbar arrays.
package struct CrossbarBackend: Backend {
  package static let name = "crossbar"
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
    guard let plan = planner.plan(&diagnostics) else { return nil }
    var faults = DiagnosticBag()
    CrossbarVerifier.verify(plan, &faults)
    precondition(!faults.hasErrors, "a plan breaks its own rules: \(faults.diagnostics)")
    return plan
  }

  /// Checks a plan from itself alone.
  package func verify(_ plan: CrossbarPlan, _ diagnostics: inout DiagnosticBag) {
    CrossbarVerifier.verify(plan, &diagnostics)
  }

  /// Replays a plan once; `CrossbarSimulator` does it many times.
  package func simulate(
    _ plan: CrossbarPlan, _ program: Program, inputs: [Tensor],
    _ diagnostics: inout DiagnosticBag, observe: (ID<Value>, Tensor) -> Void = { _, _ in }
  ) -> [Tensor]? {
    guard let simulator = CrossbarSimulator(plan, program, &diagnostics) else { return nil }
    return withoutActuallyEscaping(observe) { observe in
      do throws(ExecutionError) {
        return try simulator.run(inputs, observe: observe)
      } catch {
        diagnostics.report(error.diagnostic)
        return nil
      }
    }
  }

  /// The plan for people, the plan for programs, and the images of the arrays.
  package func emit(_ plan: CrossbarPlan) -> [Artifact] { plan.artifacts }

  /// The plan that files hold.
  package static func decode(
    _ artifacts: [Artifact], _ diagnostics: inout DiagnosticBag
  ) -> CrossbarPlan? {
    CrossbarPlan(artifacts: artifacts, &diagnostics)
  }
}
