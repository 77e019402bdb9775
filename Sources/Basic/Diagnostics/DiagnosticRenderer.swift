/// Turns diagnostics into text: GNU form, the source line with a caret, notes and the next step.
package struct DiagnosticRenderer: Sendable {
  /// The texts that source ranges point into.
  package let files: Table<SourceFile>

  /// Whether to use terminal colours.
  package let usesColor: Bool

  /// Makes a renderer.
  package init(files: Table<SourceFile>, usesColor: Bool = false) {
    self.files = files
    self.usesColor = usesColor
  }

  /// The whole bag, with a closing line that counts errors if there are any.
  package func render(_ bag: DiagnosticBag) -> String {
    var text = bag.diagnostics.map(render).joined()
    switch bag.suppressedErrorCount {
    case 0: break
    case 1: text += "1 more error is not shown\n"
    case let count: text += "\(count) more errors are not shown\n"
    }
    if bag.errorCount > 1 {
      text += "\(bag.errorCount) errors\n"
    }
    return text
  }

  /// One diagnostic, each line ended.
  package func render(_ diagnostic: Diagnostic) -> String {
    var text = line(
      diagnostic.place, label: diagnostic.severity.rawValue, color: color(of: diagnostic.severity),
      message: diagnostic.message + " [\(diagnostic.code)]")
    text += excerpt(diagnostic.place)
    for note in diagnostic.notes {
      guard note.place != .none else {
        text += "  \(paint("note", "36")): \(note.message)\n"
        continue
      }
      text += line(note.place, label: "note", color: "36", message: note.message)
      text += excerpt(note.place)
    }
    if let help = diagnostic.help {
      text += "  \(paint("help", "32")): \(help)\n"
    }
    return text
  }

  /// The place as `file:line:column`, or empty.
  package func describe(_ place: Diagnostic.Place) -> String {
    switch place {
    case .source(let range):
      "\(files[range.file].name):\(range.line):\(range.column)"
    case .file(let name, let offset?): "\(name) at byte \(offset)"
    case .file(let name, nil): name
    case .none: "dnnc"
    }
  }

  private func line(
    _ place: Diagnostic.Place, label: String, color: String, message: String
  ) -> String {
    "\(describe(place)): \(paint(label, color)): \(message)\n"
  }

  private func excerpt(_ place: Diagnostic.Place) -> String {
    guard case .source(let range) = place, let line = files[range.file].line(range.line) else {
      return ""
    }
    let number = String(range.line)
    let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
    // Of a very long line only what surrounds the place is shown.
    let all = line.unicodeScalars
    let start = all.count <= Self.longestLine ? 0 : max(0, range.column - 1 - Self.longestLine / 2)
    let text = all.dropFirst(start).prefix(Self.longestLine).map(Self.visible)
    // Tabs stay tabs under the line so that the caret lines up whatever the tab width.
    let lead = text.prefix(range.column - 1 - start).map { $0 == "\t" ? "\t" : " " }
    let rest = max(1, text.count - lead.count)
    let marks = "^" + String(repeating: "~", count: min(range.length, rest) - 1)
    return "\(gutter) | \(text.joined())\n      | \(lead.joined())\(paint(marks, "32"))\n"
  }

  /// The most characters of a line that are shown.
  private static let longestLine = 160

  /// A character of a text as a terminal can show it; control characters are replaced.
  private static func visible(_ scalar: Unicode.Scalar) -> String {
    let isControl = scalar != "\t" && (scalar.value < 32 || (127..<160).contains(scalar.value))
    return isControl ? "\u{FFFD}" : String(Character(scalar))
  }

  private func color(of severity: Diagnostic.Severity) -> String {
    switch severity {
    case .error: "1;31"
    case .warning: "1;35"
    case .remark: "1;34"
    }
  }

  private func paint(_ text: String, _ code: String) -> String {
    usesColor ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
