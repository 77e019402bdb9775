import Basic

/// A fault in a weight or data file.
package struct DataError: Error, Sendable, Equatable {
  /// The rule that the file breaks.
  package let rule: Rule

  /// The file, as the user named it.
  package let file: String

  /// Where in the file, in bytes from its start, if there is such a place.
  package let offset: Int?

  /// What is wrong, with the numbers.
  package let reason: String

  /// The next step.
  package let help: String?

  /// Makes an error.
  package init(_ rule: Rule, _ reason: String, file: String, offset: Int?, help: String? = nil) {
    self.rule = rule
    self.file = file
    self.offset = offset
    self.reason = reason
    self.help = help
  }

  /// Says that a file cannot be read or written.
  package init(_ error: FileError) {
    self.init(
      error.isWrite ? DataRules.unwritable : DataRules.unreadable,
      "cannot \(error.isWrite ? "write" : "read") the file: \(error.reason)", file: error.path,
      offset: nil)
  }

  /// The error as it is shown.
  package var diagnostic: Diagnostic {
    .error(rule, reason, at: .file(file, offset: offset), help: help)
  }
}

/// A fault in some bytes that do not know which file they come from.
package struct DataFault: Error, Sendable, Equatable {
  /// The rule that the bytes break.
  package let rule: Rule

  /// Where, in bytes from the start of what was being read.
  package let offset: Int

  /// What is wrong, with the numbers.
  package let reason: String

  /// The next step.
  package let help: String?

  /// Makes a fault.
  package init(_ rule: Rule, _ reason: String, at offset: Int, help: String? = nil) {
    self.rule = rule
    self.offset = offset
    self.reason = reason
    self.help = help
  }

  /// The fault as one of `file`, whose byte `base` is the first of what was being read.
  package func error(in file: String, from base: Int = 0) -> DataError {
    DataError(rule, reason, file: file, offset: base + offset, help: help)
  }

  /// The fault as one of a compressed stretch of `file`, whose contents have no offset of their own.
  package func error(in file: String, inflatedFrom base: Int, name: String) -> DataError {
    DataError(
      rule, "\(reason) (at byte \(offset) of the inflated member '\(name)')", file: file,
      offset: base, help: help)
  }
}
