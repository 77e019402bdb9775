import Basic

extension ONNXTextParser {
  /// The whole text.
  mutating func model() -> ONNXModel? {
    if let refusal = ONNXTextGuess.refusal(of: bytes) {
      // Faults of the first token say nothing about a text in another form.
      bag = DiagnosticBag(errorLimit: bag.errorLimit)
      _ = fail(refusal.reason, found: false, help: refusal.help, rule: ONNXRules.protobufText)
      return nil
    }
    do throws(Failure) {
      var model = ONNXModel(irVersion: 0, operatorSets: [], graph: ONNXGraph(name: ""))
      try header(&model)
      model.graph = try graph(named: try name("the name of the graph"))
      while current.kind != .end { model.functions.append(try function()) }
      return model
    } catch {
      return nil
    }
  }

  /// The header of the model, which states a version of the format that is read.
  private mutating func header(_ model: inout ONNXModel) throws(Failure) {
    let start = current
    var versionToken: ONNXTextToken?
    if current.isMark("<") {
      try list("<", ">", "around the header") { (parser) throws(Failure) in
        let token = parser.current
        if try parser.headerEntry(&model) == "ir_version" { versionToken = token }
      }
    }
    let known = ONNXModel.irVersions
    guard !known.contains(model.irVersion) else { return }
    let reason =
      versionToken == nil
      ? "the header does not state ir_version"
      : "the version of the format is \(model.irVersion), which is not from \(known.lowerBound) "
        + "to \(known.upperBound)"
    _ = fail(
      reason, at: versionToken ?? start, found: false,
      help: "write < ir_version: 8, opset_import: [\"\" : 17] > before the graph",
      rule: ONNXRules.model)
  }

  /// One entry of the header; gives its key.
  private mutating func headerEntry(_ model: inout ONNXModel) throws(Failure) -> String {
    let key = current
    let word = try identifier("a key of the header")
    try expect(":", "after '\(word)'")
    switch word {
    case "ir_version": model.irVersion = Int(try integer("a version"))
    case "opset_import": model.operatorSets = try operatorSets()
    case "producer_name": model.producerName = try string("a name")
    case "producer_version": model.producerVersion = try string("a version")
    case "domain": model.domain = try string("a domain")
    case "model_version": model.modelVersion = Int(try integer("a version"))
    case "doc_string": model.documentation = try string("a text")
    case "metadata_props": model.metadata = try properties()
    default:
      let known = [
        "ir_version", "opset_import", "producer_name", "producer_version", "domain",
        "model_version", "doc_string", "metadata_props",
      ]
      throw fail(
        "'\(word)' is no key of a header", at: key, found: false,
        help: Spelling.suggestion(word, in: known))
    }
    return word
  }

  /// Domains and versions, such as `["" : 17, "com.example" : 1]`.
  mutating func operatorSets() throws(Failure) -> [ONNXModel.OperatorSet] {
    var sets: [ONNXModel.OperatorSet] = []
    try list("[", "]", "around the operator sets") { (parser) throws(Failure) in
      let domain = try parser.string("a domain")
      try parser.expect(":", "after the domain")
      sets.append(.init(domain: domain, version: Int(try parser.integer("a version"))))
    }
    return sets
  }

  /// Keys and values, such as `["location": "weights.bin"]`.
  mutating func properties() throws(Failure) -> [ONNXModel.Property] {
    var properties: [ONNXModel.Property] = []
    try list("[", "]", "around keys and values") { (parser) throws(Failure) in
      let key = try parser.string("a key")
      try parser.expect(":", "after the key")
      properties.append(.init(key, try parser.string("a value")))
    }
    return properties
  }
}
