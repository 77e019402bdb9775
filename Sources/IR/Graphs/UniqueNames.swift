/// The names that are taken, and the next suffix of each that was wanted again.
struct UniqueNames: Sendable {
  private var taken: Set<String> = []
  private var suffixes: [String: Int] = [:]

  /// Makes an empty set.
  init() {}

  /// `name`, or `name.2`, `name.3`, … if it is taken; from now on it is taken.
  mutating func take(_ name: String) -> String {
    if taken.insert(name).inserted { return name }
    // Where the last search ended, so that a name wanted a thousand times costs a thousand steps.
    var number = suffixes[name] ?? 2
    while !taken.insert("\(name).\(number)").inserted { number += 1 }
    suffixes[name] = number + 1
    return "\(name).\(number)"
  }

  /// Gives a name back.
  mutating func release(_ name: String) {
    taken.remove(name)
    // A suffix may have become free, and the least one is given first.
    suffixes.removeAll()
  }
}
