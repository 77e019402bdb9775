/// The difference of two texts, as `diff -u` shows it.
package enum TextDifference {
  /// A line of the difference.
  private enum Line {
    case kept(String)
    case removed(String)
    case added(String)

    var text: String {
      switch self {
      case .kept(let text): " \(text)"
      case .removed(let text): "-\(text)"
      case .added(let text): "+\(text)"
      }
    }

    var isKept: Bool {
      if case .kept = self { return true }
      return false
    }
  }

  private static let context = 3

  /// The hunks, each line ended; empty for equal texts.
  ///
  /// - Parameters:
  ///   - expected: lines that only this text has start with `-`.
  ///   - found: lines that only this text has start with `+`.
  package static func unified(expected: String, found: String) -> String {
    guard expected != found else { return "" }
    let lines = lines(split(expected), split(found))
    var text = ""
    var (oldLine, newLine) = (1, 1)
    var isInHunk = false
    for (index, line) in lines.enumerated() {
      let near = max(0, index - context)...min(lines.count - 1, index + context)
      let isShown = lines[near].contains { !$0.isKept }
      if isShown, !isInHunk { text += "@@ -\(oldLine) +\(newLine) @@\n" }
      if isShown { text += line.text + "\n" }
      isInHunk = isShown
      if case .added = line {} else { oldLine += 1 }
      if case .removed = line {} else { newLine += 1 }
    }
    return text
  }

  private static func split(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private static func lines(_ old: [String], _ new: [String]) -> [Line] {
    let changes = new.difference(from: old)
    var removed: Set<Int> = []
    var added: Set<Int> = []
    for change in changes {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var lines: [Line] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if i < old.count, removed.contains(i) {
        lines.append(.removed(old[i]))
        i += 1
      } else if j < new.count, added.contains(j) {
        lines.append(.added(new[j]))
        j += 1
      } else {
        lines.append(.kept(old[i]))
        i += 1
        j += 1
      }
    }
    return lines
  }
}
