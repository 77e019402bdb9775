import Basic

/// The names of a description: those of the program, as far as the grammar has them.
struct DNNNames {
  /// Names that are made unique and are otherwise as they are.
  struct Unique {
    private var taken: Set<String> = []
    private var suffixes: [String: Int] = [:]

    /// `name`, or `name.2`, `name.3`, … if it is taken.
    mutating func take(_ name: String) -> String {
      guard !taken.insert(name).inserted else { return name }
      // Where the last search ended, so that a name wanted often costs no more each time.
      var number = suffixes[name] ?? 2
      while !taken.insert("\(name).\(number)").inserted { number += 1 }
      suffixes[name] = number + 1
      return "\(name).\(number)"
    }
  }

  private var unique = Unique()

  /// A name for `wanted` that is free: what the grammar does not allow becomes `_`.
  mutating func take(_ wanted: String) -> String {
    var name = String(
      String.UnicodeScalarView(
        wanted.unicodeScalars.map { Lexer.isPlainName("_\($0)") ? $0 : "_" }))
    if !Lexer.isPlainName(name) { name = "_" + name }
    return unique.take(name)
  }
}
