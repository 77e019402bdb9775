import Basic
import IR
import Interpreter

/// What one kind of hardware does for one network.
///
/// It holds no time, host or path: equal programs and targets give equal bytes. `plan.txt` and
/// `plan.json` are two forms of the same value; what is not text lies in files beside them.
package protocol DevicePlan: Sendable, Equatable {
  /// The hardware, with its options.
  associatedtype Target: TargetDescription

  /// The version of the text forms.
  static var formatVersion: Int { get }

  /// The rules that files of a plan are checked by.
  static var fileRules: PlanFileRules { get }

  /// The names of the files besides `plan.txt` and `plan.json`.
  static var binaryNames: [String] { get }

  /// The network.
  var network: String { get }

  /// The digest of the program that it was made for, as IR text without a head.
  var program: ContentHash { get }

  /// The hardware that it was made for.
  var target: Target { get }

  /// The plan for people: one element a line, with units.
  var text: String { get }

  /// The plan for programs, by the published schema, which `format`, `version` and `target` begin.
  var json: JSONValue { get }

  /// The contents of the files besides, in the order of their names.
  var binaries: [[UInt8]] { get }

  /// What is worth saying of the plan in a line each.
  var summary: [PlanFact] { get }

  /// The time from the input to the output; `nil` if the plan does not say.
  var latency: Nanoseconds? { get }

  /// What stays in the hardware between runs; `nil` if nothing does, or all is loaded anew for each run.
  var resident: ResidentMemory? { get }

  /// The steps that sources count, in order, with what each is predicted to take.
  var predictions: [PlanFact] { get }

  /// Why a replay need not give the bits of its program, or `nil` if it must.
  var inexactness: String? { get }

  /// The forms of sources that can be made of a plan, such as C.
  static var sourceForms: [SourceForm] { get }

  /// The machines that run sources of the plan: a form may be for hardware that is not at hand.
  var machines: [SourceMachine] { get }

  /// The sources of a plan in a form, with a test on a sample; `nil` after reporting why there are none.
  ///
  /// - Parameter program: the program that the plan was made for.
  func sources(
    _ form: SourceForm, _ program: Program, _ sample: PlanSample,
    _ diagnostics: inout DiagnosticBag
  ) -> [Artifact]?

  /// Reads a plan by the published schema.
  init(_ reader: PlanReader, target: Target, binaries: [[UInt8]]) throws(PlanFormatError)

  /// Prepares a plan for being replayed, or reports what is wrong with it and gives `nil`.
  ///
  /// - Parameters:
  ///   - threads: the largest number of threads; results do not depend on it.
  ///   - changedImages: how grave it is that a file of weights is not the one that was planned;
  ///     unless it is an error, it is replayed as it is.
  func simulator(
    _ program: Program, threads: Int, changedImages: Diagnostic.Severity,
    _ diagnostics: inout DiagnosticBag
  ) -> (any PlanSimulator)?
}

extension DevicePlan {
  package static var binaryNames: [String] { [] }
  package var binaries: [[UInt8]] { [] }
  package var inexactness: String? { nil }

  /// Whether a replay must give the bits of its program.
  package var isExact: Bool { inexactness == nil }
  package var latency: Nanoseconds? { nil }
  package var resident: ResidentMemory? { nil }
  package var predictions: [PlanFact] { [] }
  package static var sourceForms: [SourceForm] { [] }
  package var machines: [SourceMachine] { [] }

  package func sources(
    _ form: SourceForm, _ program: Program, _ sample: PlanSample,
    _ diagnostics: inout DiagnosticBag
  ) -> [Artifact]? { nil }

  /// What `format` says in `plan.json`.
  package static var format: String { "dnnc \(Target.kind) plan" }

  /// The names of all files of a plan.
  package static var fileNames: [String] { ["plan.txt", "plan.json"] + binaryNames }
}

/// Replays a plan, as often as one likes.
package protocol PlanSimulator: Sendable {
  /// Runs the network once.
  ///
  /// - Parameters:
  ///   - inputs: one for each input; one without quantization may stand for a quantized input.
  ///   - observe: receives each result of each operation that the plan materialises, in order.
  func run(
    _ inputs: [Tensor], observe: ((ID<Value>, Tensor) -> Void)?
  ) throws(ExecutionError) -> [Tensor]
}

extension PlanSimulator {
  /// Runs the network once, giving its outputs alone.
  package func run(_ inputs: [Tensor]) throws(ExecutionError) -> [Tensor] {
    try run(inputs, observe: nil)
  }
}

/// Something worth saying of a plan: a name and a value with its unit.
package struct PlanFact: Sendable, Equatable {
  package let name: String
  package let value: String

  /// States a fact.
  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// A line for each fact, values below one another.
  package static func text(_ facts: [PlanFact]) -> String {
    let width = facts.map(\.name.count).max() ?? 0
    return facts.map { fact in
      fact.name + String(repeating: " ", count: width - fact.name.count + 2) + fact.value + "\n"
    }.joined()
  }
}
