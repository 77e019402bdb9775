import Basic

/// How a target runs an operation.
package enum Support: Sendable, Equatable {
  /// Why an operation does not run on the target's own engine.
  package struct Reason: Sendable, Equatable {
    /// The documented rule.
    package let rule: Rule

    /// What is so in this case, with the numbers.
    package let text: String

    /// States a reason.
    package init(_ rule: Rule, _ text: String) {
      self.rule = rule
      self.text = text
    }
  }

  /// The target's own engine runs it.
  case native

  /// Something else of the target, or what a pass makes of the operation, runs it.
  case lowered(by: String, Reason)

  /// Nothing of the target runs it.
  case unsupported(Reason)

  /// Why it is not native, or `nil` if it is.
  package var reason: Reason? {
    switch self {
    case .native: nil
    case .lowered(_, let reason), .unsupported(let reason): reason
    }
  }
}
