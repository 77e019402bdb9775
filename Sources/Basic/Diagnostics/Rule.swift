/// A documented rule that a diagnostic can cite.
package struct Rule: Sendable, Equatable {
  /// The stable code, such as `dnn.unknown-operator`.
  package let code: String

  /// The rule in one sentence.
  package let summary: String

  /// What to know about it: why it exists and how to satisfy it.
  package let explanation: String

  /// Makes a rule.
  package init(_ code: String, _ summary: String, _ explanation: String) {
    self.code = code
    self.summary = summary
    self.explanation = explanation
  }
}
