/// What a command tells the shell; docs/cli.md lists the meanings.
package enum ExitStatus: Int32, Sendable {
  /// Done.
  case done = 0
  /// The model, the data or the configuration is wrong or unsupported.
  case wrongInput = 1
  /// The tool worked and the asserted property does not hold.
  case assertionFailed = 2
  /// The command line is wrong.
  case usage = 64
  /// A file cannot be read.
  case cannotRead = 66
  /// A bug in `dnnc`.
  case bug = 70
  /// A file cannot be created.
  case cannotCreate = 73
}

/// A command ends early; what is to be said has been reported.
package struct CommandFailure: Error, Sendable {
  /// What to tell the shell.
  package let status: ExitStatus

  /// Ends with `status`.
  package init(_ status: ExitStatus) {
    self.status = status
  }
}
