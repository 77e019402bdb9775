import Backend
import Basic
import IR

extension HydraRules {
  /// Says that the device cannot compute an operation, and why.
  static func refusal(
    _ id: ID<Operation>, _ reason: Support.Reason, in program: Program
  ) -> Diagnostic {
    let operation = program.graph[id]
    let name = program.graph[operation.results[0]].name
    return .error(
      reason.rule, "\(operation.kind) '\(name)': \(reason.text)",
      at: operation.location.map { .source($0) } ?? .none, help: reason.rule.explanation)
  }
}
