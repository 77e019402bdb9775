import Basic

/// What a run of `dnnc` has from the outside.
package struct DriverEnvironment: Sendable {
  /// The folder that relative paths start from; empty for that of the process.
  package var workingFolder: String

  /// Whether standard error is a terminal.
  package var isTerminal: Bool

  /// Takes what is asked for.
  package var standardOutput: @Sendable (String) -> Void

  /// Takes everything else.
  package var standardError: @Sendable (String) -> Void

  /// Makes an environment.
  package init(
    workingFolder: String = "", isTerminal: Bool = false,
    standardOutput: @escaping @Sendable (String) -> Void,
    standardError: @escaping @Sendable (String) -> Void
  ) {
    self.workingFolder = workingFolder
    self.isTerminal = isTerminal
    self.standardOutput = standardOutput
    self.standardError = standardError
  }

  /// A path that the process can open.
  package func path(_ path: String) -> String {
    path.hasPrefix("/") || workingFolder.isEmpty ? path : "\(workingFolder)/\(path)"
  }

  /// A path as the user wrote it: without the working folder, and without `./` before it.
  package func shown(_ path: String) -> String {
    var shown = path[...]
    if !workingFolder.isEmpty, shown.hasPrefix(workingFolder + "/") {
      shown = shown.dropFirst(workingFolder.utf8.count + 1)
    }
    while shown.hasPrefix("./") { shown = shown.dropFirst(2) }
    return String(shown)
  }
}
