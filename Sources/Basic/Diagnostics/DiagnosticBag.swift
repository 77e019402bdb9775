/// The diagnostics of one run, in the order in which they were found.
///
/// Work goes on after an error, so that one run shows everything that is wrong; errors beyond
/// `errorLimit` are counted but not kept.
package struct DiagnosticBag: Sendable {
  /// What was reported, in order.
  package private(set) var diagnostics: [Diagnostic] = []

  /// The number of errors, kept or not.
  package private(set) var errorCount = 0

  /// What was reported, so that nothing is told twice.
  private var known: Set<Diagnostic> = []

  /// How many errors are kept.
  package private(set) var errorLimit: Int

  /// Makes an empty bag.
  package init(errorLimit: Int = 20) {
    self.errorLimit = errorLimit
  }

  /// Whether anything was an error.
  package var hasErrors: Bool { errorCount > 0 }

  /// The number of errors that were found beyond the limit.
  package var suppressedErrorCount: Int { max(0, errorCount - errorLimit) }

  /// Adds a diagnostic, unless it says again what was said of the same place.
  package mutating func report(_ diagnostic: Diagnostic) {
    if diagnostic.severity == .error, errorCount >= errorLimit {
      errorCount += 1
      return
    }
    guard known.insert(diagnostic).inserted else { return }
    if diagnostic.severity == .error { errorCount += 1 }
    diagnostics.append(diagnostic)
  }

  /// The errors alone, counted as before.
  package var errorsOnly: DiagnosticBag {
    var bag = self
    bag.diagnostics.removeAll { $0.severity != .error }
    return bag
  }

  /// Adds all of another bag.
  package mutating func merge(_ other: DiagnosticBag) {
    for diagnostic in other.diagnostics {
      report(diagnostic)
    }
    errorCount += other.suppressedErrorCount
  }

  /// Adds all of another bag, none of whose errors is left out: a list that is told must be whole.
  package mutating func mergeWhole(_ other: DiagnosticBag) {
    errorLimit = max(errorLimit, errorCount + other.errorCount)
    merge(other)
  }

  /// Gives the files that are no source texts other names.
  package mutating func renameFiles(_ rename: (String) -> String) {
    func renamed(_ place: Diagnostic.Place) -> Diagnostic.Place {
      guard case .file(let name, let offset) = place else { return place }
      return .file(rename(name), offset: offset)
    }
    for index in diagnostics.indices {
      diagnostics[index].place = renamed(diagnostics[index].place)
      diagnostics[index].notes = diagnostics[index].notes.map {
        Diagnostic.Note($0.message, at: renamed($0.place))
      }
    }
  }

  /// Sorts by place in the text; what has no place comes last, in the order found.
  package mutating func sortByPlace() {
    func key(_ entry: (offset: Int, element: Diagnostic)) -> [Int] {
      guard case .source(let range) = entry.element.place else {
        return [.max, 0, 0, entry.offset]
      }
      return [range.file.index, range.line, range.column, entry.offset]
    }
    diagnostics = diagnostics.enumerated()
      .sorted { key($0).lexicographicallyPrecedes(key($1)) }
      .map(\.element)
  }
}
