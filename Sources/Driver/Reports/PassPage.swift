import Passes

/// The documentation of one pass, made from its declaration.
package enum PassPage {
  /// The page in Markdown.
  package static func text(_ pass: any Pass.Type) -> String {
    var text = "# \(pass.name)\n\n\(pass.summary) Results: \(pass.fidelity.rawValue).\n\n"
    text += "\(pass.details)\n"
    guard !pass.options.isEmpty else { return text }
    text += "\n## Options\n\n| name | values | default | meaning |\n|---|---|---|---|\n"
    for option in pass.options {
      text += "| `\(option.name)` | \(option.domain) | `\(option.standard)` | \(option.meaning) |\n"
    }
    return text
  }
}
