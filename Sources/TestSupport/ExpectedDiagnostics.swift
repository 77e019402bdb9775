import Basic
import Foundation
import Frontend
import IR
import Operators

/// A text with the diagnostics that it must give, each in a comment on the line that is at fault.
///
/// ```
/// y = rellu(x)   # error: unknown operator 'rellu' [dnn.unknown-operator]
/// ```
/// `# error without place: …` stands for one that no line is to blame for.
package struct ExpectedDiagnostics: Sendable, CustomStringConvertible {
  /// The name of the file.
  package let description: String

  private static let root = GoldenCase.root.appendingPathComponent("diagnostics")

  /// Every file, in order.
  package static let all = RepositoryPaths.contents(of: root)
    .filter { $0.hasSuffix(".dnn") || $0.hasSuffix(".dnnir") }
    .map { ExpectedDiagnostics(description: $0) }

  /// The text.
  package func text() throws -> String {
    try String(contentsOf: Self.root.appendingPathComponent(description), encoding: .utf8)
  }

  /// The diagnostics that the comments announce, as `line: severity: message [code]`, in order.
  package static func announced(in text: String) -> [String] {
    var result: [String] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      for comment in line.components(separatedBy: "# ").dropFirst() {
        let comment = comment.trimmingCharacters(in: .whitespaces)
        for (prefix, severity, hasPlace) in [
          ("error: ", "error", true), ("warning: ", "warning", true),
          ("error without place: ", "error", false),
        ] where comment.hasPrefix(prefix) {
          let rest = comment.dropFirst(prefix.count)
          result.append("\(hasPlace ? index + 1 : 0): \(severity): \(rest)")
        }
      }
    }
    return result.sorted()
  }

  /// The diagnostics that reading and verifying gives, in the same form.
  package func found() throws -> [String] {
    let text = try text()
    var sources = Table<SourceFile>()
    var bag = DiagnosticBag(errorLimit: .max)
    if description.hasSuffix(".dnn") {
      let program = DNNFrontend.parse(
        text, name: description, folder: Self.root.path, catalog: .standard, options: .init(),
        sources: &sources, into: &bag)
      if let program { Verifier(catalog: .standard).verify(program, into: &bag) }
    } else {
      let file = IRParser.parse(
        text, name: description, catalog: .standard, sources: &sources, into: &bag)
      if let file {
        Verifier(catalog: .standard, places: file.places).verify(file.program, into: &bag)
      }
    }
    return bag.diagnostics.map { diagnostic in
      var line = 0
      if case .source(let range) = diagnostic.place { line = range.line }
      return "\(line): \(diagnostic.severity.rawValue): \(diagnostic.message) [\(diagnostic.code)]"
    }.sorted()
  }
}
