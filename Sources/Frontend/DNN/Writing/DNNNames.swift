import Basic

/// The names of a description: those of the program, as far as the grammar has them.
struct DNNNames {
  private var taken: Set<String> = []
  private var suffixes: [String: Int] = [:]

  /// A name for `wanted` that is free: what the grammar does not allow becomes `_`.
  mutating func take(_ wanted: String) -> String {
    var name = String(
      String.UnicodeScalarView(
        wanted.unicodeScalars.map { Lexer.isPlainName("_\($0)") ? $0 : "_" }))
    if !Lexer.isPlainName(name) { name = "_" + name }
    guard !taken.insert(name).inserted else { return name }
    var number = suffixes[name] ?? 2
    while !taken.insert("\(name).\(number)").inserted { number += 1 }
    suffixes[name] = number + 1
    return "\(name).\(number)"
  }
}
