import Basic
import IR

extension DevicePlan {
  /// The digest of a program: of its IR text without a head, which names every constant by its own.
  package static func digest(of program: Program) -> ContentHash {
    let text = Array(IRPrinter().print(program).utf8)
    return text.withUnsafeBytes { ContentHash(of: $0) }
  }

  /// Reports a program other than the one that the plan was made for.
  ///
  /// - Parameter file: the file that holds the program, if one does.
  package func checkProgram(
    _ program: Program, file: String? = nil, _ diagnostics: inout DiagnosticBag
  ) {
    let found = Self.digest(of: program)
    guard found != self.program else { return }
    diagnostics.report(
      .error(
        Self.fileRules.program,
        "the program has the digest \(found), the plan was made for \(self.program)",
        at: file.map { Diagnostic.Place.file($0, offset: nil) } ?? .none,
        help: "the program was changed after planning; compile the network again"))
  }
}
