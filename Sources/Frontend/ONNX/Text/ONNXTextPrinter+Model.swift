import Basic

extension ONNXTextPrinter {
  /// The header, the graph, the functions.
  mutating func add(_ model: ONNXModel) throws(DataError) {
    var entries = ["ir_version: \(model.irVersion)", operatorSets(model.operatorSets)]
    func add(_ key: String, _ value: String) {
      if !value.isEmpty { entries.append("\(key): \(Self.quoted(value))") }
    }
    add("producer_name", model.producerName)
    add("producer_version", model.producerVersion)
    add("domain", model.domain)
    if model.modelVersion != 0 { entries.append("model_version: \(model.modelVersion)") }
    add("doc_string", model.documentation)
    if !model.metadata.isEmpty { entries.append("metadata_props: \(properties(model.metadata))") }
    addHeader(entries)
    self.add(name: model.graph.name)
    try addBody(model.graph)
    text += "\n"
    for function in model.functions { try self.add(function) }
  }

  private mutating func addHeader(_ entries: [String]) {
    text += "<\n  " + entries.joined(separator: ",\n  ") + "\n>\n"
  }

  private func operatorSets(_ sets: [ONNXModel.OperatorSet]) -> String {
    let entries = sets.map { "\(Self.quoted($0.domain)) : \($0.version)" }
    return "opset_import: [\(entries.joined(separator: ", "))]"
  }

  /// Keys and values between brackets.
  func properties(_ properties: [ONNXModel.Property]) -> String {
    let entries = properties.map { "\(Self.quoted($0.key)): \(Self.quoted($0.value))" }
    return "[\(entries.joined(separator: ", "))]"
  }

  private mutating func add(_ function: ONNXFunction) throws(DataError) {
    var entries = ["domain: \(Self.quoted(function.domain))"]
    if !function.overload.isEmpty {
      entries.append("overload: \(Self.quoted(function.overload))")
    }
    entries.append(operatorSets(function.operatorSets))
    if !function.documentation.isEmpty {
      entries.append("doc_string: \(Self.quoted(function.documentation))")
    }
    addHeader(entries)
    add(name: function.name)
    if !function.attributes.isEmpty || !function.attributeDefaults.isEmpty {
      text += " <"
      add(names: function.attributes)
      if !function.attributes.isEmpty, !function.attributeDefaults.isEmpty { text += ", " }
      try add(function.attributeDefaults) { (printer, attribute) throws(DataError) in
        try printer.add(attribute)
      }
      text += ">"
    }
    text += " ("
    add(names: function.inputs)
    text += ") => ("
    add(names: function.outputs)
    text += ")"
    try addLines(initializers: [], infos: function.valueInfos)
    try add(function.nodes)
    text += "\n"
  }
}
