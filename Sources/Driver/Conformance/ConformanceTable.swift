import Basic

/// What became of the cases, counted by operator.
struct ConformanceTable {
  /// The counts of one operator: a case counts for every operator that its model uses.
  private struct Row {
    var passed = 0
    var failed = 0
    /// How many cases each rule keeps out.
    var skipped: [String: Int] = [:]
  }

  private var rows: [String: Row] = [:]
  private var rules: [String: Int] = [:]

  /// The cases that gave what they must.
  private(set) var passed = 0

  /// The cases that did not.
  private(set) var failed = 0

  /// The cases that a rule keeps out.
  private(set) var skipped = 0

  /// Adds a case.
  mutating func add(_ name: String, _ operators: [String], _ outcome: ConformanceOutcome) {
    switch outcome {
    case .passed: passed += 1
    case .failed: failed += 1
    case .skipped(let rule, _):
      skipped += 1
      rules[rule, default: 0] += 1
    }
    for name in operators {
      switch outcome {
      case .passed: rows[name, default: Row()].passed += 1
      case .failed: rows[name, default: Row()].failed += 1
      case .skipped(let rule, _): rows[name, default: Row()].skipped[rule, default: 0] += 1
      }
    }
  }

  /// One line of counts, and one for each rule.
  var summary: String {
    let reasons = rules.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return "\(passed) passed, \(failed) failed, \(skipped) skipped\n"
      + reasons.map { "  \($0.value) by \($0.key)\n" }.joined()
  }

  /// The page of the documentation.
  var page: String {
    var text = """
      <!-- Written by `make conformance`: edit the compiler, not this. -->

      # Conformance with ONNX

      The cases are those of the package `onnx`, run in the interpreter: integers must be equal, \
      floats within 1e-4. A case counts for every operator that its model uses. A case is skipped \
      by a [rule](diagnostics.md) that the compiler states of its model, never by name.

      | passed | failed | skipped |
      |---|---|---|
      | \(passed) | \(failed) | \(skipped) |

      | rule | cases skipped by it |
      |---|---|

      """
    for (rule, count) in rules.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      text += "| `\(rule)` | \(count) |\n"
    }
    text += "\n| operator | passed | failed | skipped | by |\n|---|---|---|---|---|\n"
    for (name, row) in rows.sorted(by: { $0.key < $1.key }) {
      let reasons = row.skipped.sorted { $0.key < $1.key }
      let count = reasons.reduce(0) { $0 + $1.value }
      text += "| \(name) | \(row.passed) | \(row.failed) | \(count) | "
      text += reasons.map { "`\($0.key)`" }.joined(separator: ", ") + " |\n"
    }
    return text
  }
}
