/// Something to tell the user: what is wrong, where, by which rule, and what to do next.
package struct Diagnostic: Sendable, Hashable {
  /// How grave it is; only errors change the exit status.
  package enum Severity: String, Sendable {
    case error, warning, remark
  }

  /// Where it is.
  package enum Place: Sendable, Hashable {
    /// A stretch of a text.
    case source(SourceRange)
    /// A file, and the byte offset in it if there is one.
    case file(String, offset: Int?)
    /// Nowhere in particular, such as the command line.
    case none
  }

  /// An addition to a diagnostic, which may point to another place.
  package struct Note: Sendable, Hashable {
    package var message: String
    package var place: Place

    /// Makes a note.
    package init(_ message: String, at place: Place = .none) {
      self.message = message
      self.place = place
    }
  }

  package var severity: Severity
  /// The code of the rule, such as `conv2d.c3`; `describe` explains it.
  package var code: String
  package var message: String
  package var place: Place
  package var notes: [Note]
  /// The next step, as a sentence without capital or full stop.
  package var help: String?

  /// Makes a diagnostic.
  package init(
    _ severity: Severity, _ code: String, _ message: String, at place: Place = .none,
    notes: [Note] = [], help: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.place = place
    self.notes = notes
    self.help = help
  }

  /// Makes an error by a documented rule.
  package static func error(
    _ rule: Rule, _ message: String, at place: Place = .none, notes: [Note] = [],
    help: String? = nil
  ) -> Diagnostic {
    Diagnostic(.error, rule.code, message, at: place, notes: notes, help: help)
  }
}
