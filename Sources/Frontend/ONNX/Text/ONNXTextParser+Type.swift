import Basic

extension ONNXTextParser {
  /// The words that start types other than tensors.
  private static let typeWords: Set<String> = ["seq", "map", "optional", "sparse_tensor", "opaque"]

  /// Whether a type starts with `text`, which is then no name without quotes.
  static func isTypeWord(_ text: String) -> Bool {
    typeWords.contains(text) || ONNXElementType(name: text) != nil
  }

  /// Whether a type starts with `token`.
  func isType(_ token: ONNXTextToken) -> Bool {
    guard let word = word(token) else { return false }
    return Self.isTypeWord(word)
  }

  /// A type, which must stand here.
  mutating func type() throws(Failure) -> ONNXType {
    let start = current
    let word = try identifier("a type")
    if let element = ONNXElementType(name: word) {
      return .tensor(element, try dimensions())
    }
    switch word {
    case "seq": return .sequence(try innerType())
    case "optional": return .optional(try innerType())
    case "map":
      try expect("(", "after 'map'")
      let key = try elementType()
      try expect(",", "after the type of the keys")
      let value = try type()
      try expect(")", "after the type of the values")
      return .map(key, value)
    case "sparse_tensor":
      try expect("(", "after 'sparse_tensor'")
      let element = try elementType()
      let shape = try dimensions()
      try expect(")", "after the type of the elements")
      return .sparseTensor(element, shape)
    case "opaque": return try opaqueType()
    default:
      let known = ONNXElementType.allCases.map(\.name)
      throw fail(
        "'\(word)' is no type", at: start, found: false,
        help: Spelling.nearest(word, in: known).map { "did you mean '\($0)'?" })
    }
  }

  private mutating func innerType() throws(Failure) -> ONNXType {
    try expect("(", "before the inner type")
    let inner = try type()
    try expect(")", "after the inner type")
    return inner
  }

  private mutating func elementType() throws(Failure) -> ONNXElementType {
    let start = current
    let word = try identifier("an element type")
    guard let element = ONNXElementType(name: word) else {
      throw fail("'\(word)' is no element type", at: start, found: false)
    }
    return element
  }

  private mutating func opaqueType() throws(Failure) -> ONNXType {
    try expect("(", "after 'opaque'")
    var (domain, name) = ("", "")
    if !current.isMark(")") {
      name = try qualifiedIdentifier("a name").joined(separator: ".")
      if accept(",") { (domain, name) = (name, try identifier("a name")) }
    }
    try expect(")", "after the name of the type")
    return .opaque(domain: domain, name: name)
  }

  /// The shape after an element type: `[2,N,?]`, nothing for a scalar, `[]` for an unknown rank.
  private mutating func dimensions() throws(Failure) -> [ONNXDimension]? {
    guard current.isMark("[") else { return [] }
    var shape: [ONNXDimension] = []
    try list("[", "]", "around a shape") { (parser) throws(Failure) in
      shape.append(try parser.dimension())
    }
    return shape.isEmpty ? nil : shape
  }

  private mutating func dimension() throws(Failure) -> ONNXDimension {
    if accept("?") { return .unknown }
    if current.isName {
      let symbol = try name("a size")
      return symbol.isEmpty ? .unknown : .symbol(symbol)
    }
    let size = try integer("a size, a name or '?'")
    // As in the binary form, a negative size is one that is not known.
    return size < 0 ? .unknown : .size(Int(size))
  }
}
