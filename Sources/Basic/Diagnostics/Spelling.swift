/// Finds the valid spelling nearest to a wrong one, for "did you mean".
package enum Spelling {
  /// The candidate nearest to `word`, if it is near enough to be meant; ties go to the first.
  package static func nearest(_ word: String, in candidates: some Sequence<String>) -> String? {
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(Array(word.lowercased().utf8), Array(candidate.lowercased().utf8))
      let limit = max(1, min(word.utf8.count, candidate.utf8.count) / 3)
      guard distance <= limit else { continue }
      if let found = best, found.distance <= distance { continue }
      best = (candidate, distance)
    }
    return best?.candidate
  }

  /// A help text naming the nearest candidate, or else all of them if they are few.
  package static func suggestion(_ word: String, in candidates: [String]) -> String? {
    if let found = nearest(word, in: candidates) { return "did you mean '\(found)'?" }
    guard !candidates.isEmpty, candidates.count <= 12 else { return nil }
    return "known are " + candidates.joined(separator: ", ")
  }

  /// The number of insertions, deletions, replacements and swaps of neighbours between two words.
  package static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in 0..<a.count {
      var current = [i + 1] + [Int](repeating: 0, count: b.count)
      for j in 0..<b.count {
        let cost = a[i] == b[j] ? 0 : 1
        current[j + 1] = min(previous[j + 1] + 1, current[j] + 1, previous[j] + cost)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          current[j + 1] = min(current[j + 1], beforePrevious[j - 1] + 1)
        }
      }
      beforePrevious = previous
      previous = current
    }
    return previous[b.count]
  }
}
