import Basic

extension ONNXTextParser {
  /// An attribute: a name, an optional kind, and a value.
  mutating func attribute() throws(Failure) -> ONNXAttribute {
    let name = try name("the name of an attribute")
    var stated: ONNXAttributeKind?
    if accept(":") {
      let token = current
      let word = try identifier("the kind of '\(name)'")
      stated = ONNXAttributeKind(name: word)
      guard stated != nil else {
        let known = ONNXAttributeKind.allCases.map(\.name)
        throw fail(
          "'\(word)' is no kind of attribute", at: token, found: false,
          help: Spelling.nearest(word, in: known).map { "did you mean '\($0)'?" })
      }
    }
    try expect("=", "after the name of an attribute")
    let start = current
    let value = try current.isMark("[") ? values(stated, of: name) : value(stated)
    let kind = value.kind
    guard stated == nil || kind == stated else {
      throw fail(
        "'\(name)' is declared as \(stated?.name ?? "") but its value is \(kind?.name ?? "another")",
        at: start, found: false)
    }
    return ONNXAttribute(name, value)
  }

  /// A list of values of one kind; the kind of an empty one is declared.
  private mutating func values(
    _ stated: ONNXAttributeKind?, of name: String
  ) throws(Failure) -> ONNXAttribute.Value {
    let start = current
    if let stated, stated.elementKind == nil {
      throw fail("'\(name)' is declared as \(stated.name), which is no list", found: false)
    }
    var kind = stated?.elementKind
    var values = AttributeList()
    var isSound = true
    try list("[", "]", "around a list") { (parser) throws(Failure) in
      // A fault in an element leaves the others without meaning.
      defer { if values.count == 0 { isSound = false } }
      let element = parser.current
      let value = try parser.value(kind)
      if kind == nil { kind = value.kind }
      guard value.kind == kind, values.append(value) else {
        let (first, other) = (kind?.name ?? "a reference", value.kind?.name ?? "a reference")
        throw parser.fail(
          first == other ? "a reference stands in a list" : "the list mixes \(first) and \(other)",
          at: element, found: false,
          help: kind == .integer ? "write whole floats with a point, such as 1.0" : nil)
      }
    }
    guard let value = kind.flatMap(values.value) else {
      guard isSound else { throw Failure() }
      throw fail(
        "the kind of the empty list '\(name)' is not declared", at: start, found: false,
        help: "declare it, for example as \(name): ints = []")
    }
    return value
  }

  /// One value; whole numbers are floats where floats are expected.
  private mutating func value(
    _ expected: ONNXAttributeKind?
  ) throws(Failure) -> ONNXAttribute.Value {
    switch current.kind {
    case .integer where expected != .float: return .integer(try integer("a whole number"))
    case .integer, .float: return .float(try float("a number"))
    case .string:
      // A graph may have any name; its inputs follow.
      guard following.isMark("(") else { return .string(try stringBytes("a string")) }
      return .graph(try graph(named: try name("the name of a graph")))
    case .identifier:
      if isType(current) { return try typeOrTensor() }
      if FloatText.isSpecial(slice(current)), !following.isMark("(") {
        return .float(try float("a number"))
      }
      return .graph(try graph(named: try name("the name of a graph")))
    case .mark where accept("@"):
      let name = try name("the name of an attribute of the function")
      return .reference(name, kind: expected?.rawValue ?? 0)
    default:
      throw fail("expected a number, a string, a tensor, a type, a graph or '@'")
    }
  }

  /// A type, or a tensor if elements follow.
  private mutating func typeOrTensor() throws(Failure) -> ONNXAttribute.Value {
    let start = current
    let type = try self.type()
    guard current.isMark("{") || current.isMark("=") || current.isName else { return .type(type) }
    let name = current.isName ? try name("the name of a tensor") : ""
    _ = accept("=")
    var tensor = try tensor(of: type)
    tensor.name = name
    tensor.place = place(start)
    return .tensor(tensor)
  }
}

/// Collects the values of a list by kind.
private struct AttributeList {
  private var floats: [Float] = []
  private var integers: [Int64] = []
  private var strings: [[UInt8]] = []
  private var tensors: [ONNXTensor] = []
  private var graphs: [ONNXGraph] = []
  private var types: [ONNXType] = []

  /// How many values there are.
  private(set) var count = 0

  /// Adds a value; `false` for one that cannot stand in a list.
  mutating func append(_ value: ONNXAttribute.Value) -> Bool {
    switch value {
    case .float(let value): floats.append(value)
    case .integer(let value): integers.append(value)
    case .string(let value): strings.append(value)
    case .tensor(let value): tensors.append(value)
    case .graph(let value): graphs.append(value)
    case .type(let value): types.append(value)
    default: return false
    }
    count += 1
    return true
  }

  /// The list of the values of one kind, or `nil` if there are no lists of it.
  func value(_ kind: ONNXAttributeKind) -> ONNXAttribute.Value? {
    switch kind {
    case .float: .floats(floats)
    case .integer: .integers(integers)
    case .string: .strings(strings)
    case .tensor: .tensors(tensors)
    case .graph: .graphs(graphs)
    case .type: .types(types)
    case .sparseTensor: .sparse([], isList: true)
    default: nil
    }
  }
}
