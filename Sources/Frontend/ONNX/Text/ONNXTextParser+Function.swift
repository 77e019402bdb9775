import Basic

extension ONNXTextParser {
  /// A function: a header, name, attributes, inputs, outputs, types of values, nodes.
  mutating func function() throws(Failure) -> ONNXFunction {
    var function = ONNXFunction(
      name: "", domain: "", inputs: [], outputs: [], nodes: [], operatorSets: [])
    if current.isMark("<") {
      try list("<", ">", "around the header of a function") { (parser) throws(Failure) in
        try parser.headerEntry(&function)
      }
    }
    function.name = try name("the name of a function")
    if current.isMark("<") {
      try list("<", ">", "around the attributes of a function") { (parser) throws(Failure) in
        let following = parser.following
        if following.isMark(":") || following.isMark("=") {
          function.attributeDefaults.append(try parser.attribute())
        } else {
          function.attributes.append(try parser.name("the name of an attribute"))
        }
      }
    }
    function.inputs = try parameters("around the inputs", &function.valueInfos)
    guard current.kind == .arrow else { throw fail("expected '=>' before the outputs") }
    advance()
    function.outputs = try parameters("around the outputs", &function.valueInfos)
    if current.isMark("<") {
      try list("<", ">", "around the types of values") { (parser) throws(Failure) in
        function.valueInfos.append(try parser.valueInfo())
      }
    }
    function.nodes = try nodes()
    return function
  }

  private mutating func headerEntry(_ function: inout ONNXFunction) throws(Failure) {
    let key = current
    let word = try identifier("a key of the header")
    try expect(":", "after '\(word)'")
    switch word {
    case "opset_import": function.operatorSets = try operatorSets()
    case "domain": function.domain = try string("a domain")
    case "overload": function.overload = try string("a name")
    case "doc_string": function.documentation = try string("a text")
    default:
      throw fail(
        "'\(word)' is no key of the header of a function", at: key, found: false,
        help: Spelling.suggestion(word, in: ["opset_import", "domain", "overload", "doc_string"]))
    }
  }

  /// Names with or without types; the types go to `infos`.
  private mutating func parameters(
    _ context: String, _ infos: inout [ONNXValueInfo]
  ) throws(Failure) -> [String] {
    var found: [ONNXValueInfo] = []
    try list("(", ")", context) { (parser) throws(Failure) in
      found.append(try parser.valueInfo())
    }
    infos += found.filter { $0.type != nil }
    return found.map(\.name)
  }
}
