import Basic
import IR

/// What turns a program into a plan for one kind of hardware.
///
/// A plan is a value: it is verified from itself alone, replayed by a simulator that sees nothing
/// but the plan and the operators of the program, and written to files that read back as the same
/// plan.
package protocol Backend: Sendable {
  /// The hardware with its cost constants and mapping options.
  associatedtype Target: Sendable

  /// What the hardware does for one program.
  associatedtype Plan: Sendable, Equatable

  /// The kind of hardware, as target files name it.
  static var name: String { get }

  /// The rules that its diagnostics cite.
  static var rules: [Rule] { get }

  /// The hardware that is planned for.
  var target: Target { get }

  /// How the target runs one operation of a program that the IR verifier has seen.
  func support(for operation: ID<Operation>, in program: Program) -> Support

  /// The plan of a program, or `nil` after reporting why there is none.
  func plan(_ program: Program, _ diagnostics: inout DiagnosticBag) -> Plan?

  /// Reports every rule that a plan breaks, judging from the plan alone.
  func verify(_ plan: Plan, _ diagnostics: inout DiagnosticBag)

  /// Replays a plan and gives the outputs, or `nil` after reporting why it cannot be replayed.
  ///
  /// - Parameters:
  ///   - observe: receives each result of each operation, in order.
  func simulate(
    _ plan: Plan, _ program: Program, inputs: [Tensor], _ diagnostics: inout DiagnosticBag,
    observe: (ID<Value>, Tensor) -> Void
  ) -> [Tensor]?

  /// The files that hold a plan.
  func emit(_ plan: Plan) -> [Artifact]

  /// The plan that files hold, or `nil` after reporting what is wrong with them.
  static func decode(_ artifacts: [Artifact], _ diagnostics: inout DiagnosticBag) -> Plan?
}
