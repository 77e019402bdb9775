import Basic

/// Collects the rules that a call breaks.
package struct ConstraintReport: Sendable {
  /// A broken rule with the numbers that break it.
  package struct Violation: Sendable {
    /// The number of the constraint.
    package let constraint: Int
    /// What is so and should not be.
    package let detail: String
    /// The next step.
    package let help: String?
  }

  /// What was reported, in order.
  package private(set) var violations: [Violation] = []

  /// Makes an empty report.
  package init() {}

  /// Reports constraint `number` unless `condition` holds, and says whether it does.
  @discardableResult
  package mutating func require(
    _ condition: Bool, _ number: Int, _ detail: @autoclosure () -> String,
    help: @autoclosure () -> String? = nil
  ) -> Bool {
    if !condition {
      violations.append(Violation(constraint: number, detail: detail(), help: help()))
    }
    return condition
  }

  /// The violations as diagnostics about the operation that defines `subject`.
  package func diagnostics(
    of definition: any OperatorDefinition.Type, subject: String, at place: Diagnostic.Place
  ) -> [Diagnostic] {
    violations.map { violation in
      let constraint = definition.constraints.first { $0.number == violation.constraint }
      guard let constraint else {
        preconditionFailure("\(definition.name) has no constraint \(violation.constraint)")
      }
      return Diagnostic(
        .error, definition.code(violation.constraint),
        "\(definition.name) '\(subject)': \(violation.detail)", at: place,
        notes: [.init("the rule: \(constraint.sentence)")], help: violation.help)
    }
  }
}
