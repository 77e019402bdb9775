import Basic

/// The rules that the files of one kind of plan are checked by.
package struct PlanFileRules: Sendable {
  /// `plan.json` follows the schema.
  package let schema: Rule

  /// Every file is there.
  package let missing: Rule

  /// `plan.txt` says what `plan.json` says.
  package let text: Rule

  /// The plan belongs to the program.
  package let program: Rule

  /// The rules of a kind; their codes begin with it.
  ///
  /// - Parameter binaries: what the files besides are, in a sentence.
  package init(kind: String, files: [String], binaries: String) {
    let list = (["plan.json"] + files).joined(separator: " and ")
    schema = Rule(
      "\(kind).f1", "plan.json follows the published schema",
      "The schema is in docs/targets/\(kind).md; the format version is 1.")
    missing = Rule("\(kind).f2", "a plan is \(list), with plan.txt beside it", binaries)
    text = Rule(
      "\(kind).f3", "plan.txt is what plan.json prints",
      "People read the one and programs the other, so they must not say different things.")
    program = Rule(
      "\(kind).f4", "a plan belongs to one program, whose digest it gives",
      "The digest is the SHA-256 of the program's IR text without its head; constants stand in it by "
        + "their own digests.")
  }

  /// All of them, in the order of documentation.
  package var all: [Rule] { [schema, missing, text, program] }
}
