/// What became of a case of conformance.
enum ConformanceOutcome: Sendable, Equatable {
  case passed
  case failed(String)
  /// The rule by which the compiler does not take the case, and what breaks it.
  case skipped(rule: String, detail: String)
}
