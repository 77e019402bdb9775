import Basic

extension ONNXTextPrinter {
  /// An attribute with its kind.
  mutating func add(_ attribute: ONNXAttribute) throws(DataError) {
    let name = attribute.name
    try add(identifier: name, "an attribute")
    if let kind = attribute.value.kind { text += ": \(kind.name)" }
    text += " = "
    let what = "the attribute '\(name)'"
    switch attribute.value {
    case .float(let value): text += FloatText.text(value)
    case .integer(let value): text += String(value)
    case .string(let value): try add(string: value, what)
    case .tensor(let value): try add(attribute: value)
    case .graph(let value): try add(inner: value)
    case .type(let value): try add(value, of: name)
    case .floats(let values): try addList(values) { $0.text += FloatText.text($1) }
    case .integers(let values): try addList(values) { $0.text += String($1) }
    case .strings(let values):
      try addList(values) { (printer, value) throws(DataError) in
        try printer.add(string: value, what)
      }
    case .tensors(let values):
      try addList(values) { (printer, value) throws(DataError) in
        try printer.add(attribute: value)
      }
    case .graphs(let values):
      try addList(values) { (printer, value) throws(DataError) in try printer.add(inner: value) }
    case .types(let values):
      try addList(values) { (printer, value) throws(DataError) in
        try printer.add(value, of: name)
      }
    case .reference(let reference, _):
      text += "@"
      add(name: reference)
    case .sparse: throw unprintable("\(what) is a sparse tensor")
    }
  }

  private mutating func addList<Entry>(
    _ entries: [Entry], _ entry: (inout ONNXTextPrinter, Entry) throws(DataError) -> Void
  ) throws(DataError) {
    text += "["
    try add(entries, entry)
    text += "]"
  }

  /// A graph in an attribute, whose name is bent to an identifier.
  private mutating func add(inner graph: ONNXGraph) throws(DataError) {
    var name = ""
    for byte in graph.name.utf8 {
      let character = String(decoding: [byte], as: UTF8.self)
      name += ONNXTextLexer.isIdentifier("_" + character) ? character : "_"
    }
    let isPlain =
      ONNXTextLexer.isIdentifier(name) && !ONNXTextParser.isTypeWord(name)
      && !FloatText.isSpecial(Array(name.utf8)[...])
    text += isPlain ? name : "_" + name
    try indented { (printer) throws(DataError) in try printer.addBody(graph) }
  }

  /// A tensor in an attribute, whose name is left out unless it is an identifier.
  private mutating func add(attribute tensor: ONNXTensor) throws(DataError) {
    try add(typeOf: tensor)
    if ONNXTextLexer.isIdentifier(tensor.name) { text += " \(tensor.name)" }
    // Without the sign a place between brackets would be taken for a shape.
    try addElements(of: tensor, sign: " = ")
  }
}

extension FloatText {
  /// The shortest text that reads back as the same number; of a NaN only the sign is kept.
  static func text(_ value: Float) -> String {
    value.isNaN ? value.sign == .minus ? "-nan" : "nan" : NumberText.shortest(value)
  }

  /// The shortest text that reads back as the same number; of a NaN only the sign is kept.
  static func text(_ value: Double) -> String {
    value.isNaN ? value.sign == .minus ? "-nan" : "nan" : NumberText.shortest(value)
  }
}
