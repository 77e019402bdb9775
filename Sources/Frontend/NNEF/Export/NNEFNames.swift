import Basic
import IR

/// The identifiers of values, and of what is written beside them.
///
/// Names that are identifiers stay; others get one that looks like them, and a comment says what
/// they stand for.
struct NNEFNames {
  /// The identifiers that stand for other names, in the order of the graph.
  private(set) var renamed: [(identifier: String, name: String)] = []

  /// The identifier of the graph.
  let graph: String

  private var taken: Set<String> = []
  private var identifiers: [ID<Value>: String] = [:]

  /// Names the inputs and the results of a graph.
  init(_ graph: Graph) {
    let results = graph.inputs + graph.order.flatMap { graph[$0].results }
    let isPlain = Self.isUsable(graph.name)
    if isPlain { taken.insert(graph.name) }
    for id in results where Self.isUsable(graph[id].name) {
      identifiers[id] = graph[id].name
      taken.insert(graph[id].name)
    }
    self.graph = isPlain ? graph.name : Self.unique(graph.name, &taken)
    if !isPlain { renamed.append((self.graph, graph.name)) }
    for id in results where identifiers[id] == nil {
      let identifier = Self.unique(graph[id].name, &taken)
      identifiers[id] = identifier
      renamed.append((identifier, graph[id].name))
    }
  }

  /// The identifier of an input or a result.
  subscript(id: ID<Value>) -> String {
    guard let identifier = identifiers[id] else {
      preconditionFailure("a value without an identifier")
    }
    return identifier
  }

  /// A new identifier that looks like `name`.
  mutating func unique(_ name: String) -> String { Self.unique(name, &taken) }

  private static func unique(_ name: String, _ taken: inout Set<String>) -> String {
    var stem = String(
      name.unicodeScalars.map { scalar in
        let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar == "_")
        let isDigit = ("0"..."9").contains(scalar)
        return isPlain || isDigit ? Character(scalar) : "_"
      })
    if !isUsable(stem) { stem = "v_" + stem }
    var identifier = stem
    var number = 2
    while !taken.insert(identifier).inserted {
      identifier = "\(stem)_\(number)"
      number += 1
    }
    return identifier
  }

  /// Whether `name` is an identifier to every reader: `tract` takes `true_scores` for a truth value.
  private static func isUsable(_ name: String) -> Bool {
    NNEFLexer.isIdentifier(name) && !name.hasPrefix("true") && !name.hasPrefix("false")
  }
}
