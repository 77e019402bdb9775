import Basic
import IR
import Interpreter
import Passes

/// What turns a program into a plan for one kind of hardware.
///
/// A plan is a value: it is verified from itself alone, replayed by a simulator that sees nothing
/// but the plan and the operators of the program, and written to files that read back as the same
/// plan.
package protocol Backend: Sendable {
  /// What the hardware does for one program; it knows the hardware with its constants and options.
  associatedtype Plan: DevicePlan

  /// The rules that its diagnostics cite.
  static var rules: [Rule] { get }

  /// The passes that the backend brings along, each in place of `quantize`, for pipelines to name.
  static var passes: [any Pass.Type] { get }

  /// The hardware that is planned for.
  var target: Plan.Target { get }

  /// Plans for `target`.
  init(target: Plan.Target)

  /// The pass that makes integers of real numbers in the pipelines of optimisation levels, with the options
  /// that the target wants.
  var quantization: String { get }

  /// How the target runs one operation of a program that the IR verifier has seen.
  func support(for operation: ID<Operation>, in program: Program) -> Support

  /// The key of the target that `auto` may stand for, so that it is chosen for a program; `nil` if
  /// there is none.
  static var chosenKey: String? { get }

  /// The backend with the least value of the key that runs a program within a time, or in the least
  /// time if none is given; `nil` after reporting why no value runs it.
  ///
  /// - Throws: `MissedDeadline` after reporting by how much every value is too slow.
  func choosing(
    for program: Program, within limit: Nanoseconds?, _ context: inout PassContext
  ) throws(MissedDeadline) -> Self?

  /// The plan of a program, or `nil` after reporting why there is none.
  func plan(_ program: Program, _ diagnostics: inout DiagnosticBag) -> Plan?

  /// The plan of a program with samples at hand, or `nil` after reporting why there is none.
  func plan(_ program: Program, _ context: inout PassContext) -> Plan?

  /// Reports every rule that a plan breaks, judging from the plan alone.
  static func verify(_ plan: Plan, _ diagnostics: inout DiagnosticBag)
}

/// No value of the key that is chosen runs a program in the time that is given.
package struct MissedDeadline: Error {
  /// Says so.
  package init() {}
}

extension Backend {
  package static var passes: [any Pass.Type] { [] }

  package var quantization: String { Quantize.name }

  package static var chosenKey: String? { nil }

  package func choosing(
    for program: Program, within limit: Nanoseconds?, _ context: inout PassContext
  ) throws(MissedDeadline) -> Self? { self }

  /// What the target says of a key, `nil` if it has none of the name.
  package func described(_ key: String) -> JSONValue? { target.json[key] }

  package func plan(_ program: Program, _ context: inout PassContext) -> Plan? {
    plan(program, &context.bag)
  }

  /// The kind of hardware, as target files name it.
  package static var name: String { Plan.Target.kind }

  /// The backend for hardware that JSON describes, or `nil` after reporting what is wrong with it.
  ///
  /// - Parameters:
  ///   - file: the name that diagnostics cite.
  ///   - overrides: keys and values that take the place of what the description says.
  package static func describedBy(
    _ json: JSONValue, file: String, overrides: [(String, String)],
    _ diagnostics: inout DiagnosticBag
  ) -> Self? {
    Plan.Target.read(json, file: file, overrides: overrides, &diagnostics).map(Self.init)
  }

  /// The plan of a program that was verified, or `nil` after reporting why there is none.
  ///
  /// A plan that breaks its own rules is a fault of the planner.
  package func verifiedPlan(_ program: Program, _ context: inout PassContext) -> Plan? {
    guard let plan = plan(program, &context) else { return nil }
    var faults = DiagnosticBag()
    Self.verify(plan, &faults)
    precondition(!faults.hasErrors, "a plan breaks its own rules: \(faults.diagnostics)")
    return plan
  }

  /// Replays a plan once and gives its outputs, or `nil` after reporting why it cannot be replayed.
  ///
  /// - Parameter observe: receives each result of each operation, in order.
  package static func simulate(
    _ plan: Plan, _ program: Program, inputs: [Tensor], _ diagnostics: inout DiagnosticBag,
    observe: ((ID<Value>, Tensor) -> Void)? = nil
  ) -> [Tensor]? {
    let simulator = plan.simulator(
      program, threads: Parallel.machineThreads, changedImages: .error, &diagnostics)
    do throws(ExecutionError) {
      return try simulator?.run(inputs, observe: observe)
    } catch {
      diagnostics.report(error.diagnostic)
      return nil
    }
  }

  /// The files that hold a plan.
  package func emit(_ plan: Plan) -> [Artifact] { plan.artifacts }

  /// The plan that files hold, or `nil` after reporting what is wrong with them.
  package static func decode(
    _ artifacts: [Artifact], _ diagnostics: inout DiagnosticBag
  ) -> Plan? {
    Plan(artifacts: artifacts, &diagnostics)
  }
}
