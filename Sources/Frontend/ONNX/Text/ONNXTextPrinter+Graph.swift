import Basic

extension ONNXTextPrinter {
  /// A graph after its name.
  mutating func addBody(_ graph: ONNXGraph) throws(DataError) {
    guard graph.sparseInitializers.isEmpty else {
      throw unprintable("the graph '\(graph.name)' has sparse initializers")
    }
    text += " ("
    try add(graph.inputs) { (printer, info) throws(DataError) in try printer.add(info) }
    text += ") => ("
    try add(graph.outputs) { (printer, info) throws(DataError) in try printer.add(info) }
    text += ")"
    try addLines(initializers: graph.initializers, infos: graph.valueInfos)
    try add(graph.nodes)
  }

  /// Initializers and types of values in angle brackets, one a line, if there are any.
  mutating func addLines(
    initializers: [ONNXTensor], infos: [ONNXValueInfo]
  ) throws(DataError) {
    guard !initializers.isEmpty || !infos.isEmpty else { return }
    addLine()
    text += "<"
    try indented { (printer) throws(DataError) in
      for (index, tensor) in initializers.enumerated() {
        if index > 0 { printer.text += "," }
        printer.addLine()
        try printer.add(initializer: tensor)
      }
      for (index, info) in infos.enumerated() {
        if index > 0 || !initializers.isEmpty { printer.text += "," }
        printer.addLine()
        try printer.add(info)
      }
    }
    addLine()
    text += ">"
  }

  /// Nodes between braces, one a line.
  mutating func add(_ nodes: [ONNXNode]) throws(DataError) {
    addLine()
    text += "{"
    try indented { (printer) throws(DataError) in
      for node in nodes {
        printer.addLine()
        try printer.add(node)
      }
    }
    addLine()
    text += "}"
  }

  private mutating func add(_ node: ONNXNode) throws(DataError) {
    if !node.name.isEmpty {
      text += "["
      add(name: node.name)
      text += "] "
    }
    add(names: node.outputs)
    text += node.outputs.isEmpty ? "= " : " = "
    for part in node.domain.split(separator: ".", omittingEmptySubsequences: false)
    where !node.domain.isEmpty {
      try add(identifier: String(part), "the domain '\(node.domain)'")
      text += "."
    }
    try add(identifier: node.operatorType, "an operator")
    if !node.overload.isEmpty {
      text += ":"
      try add(identifier: node.overload, "an overload of '\(node.operatorType)'")
    }
    // Behind the operands graphs do not tear the line apart.
    let hasGraphs = node.attributes.contains { [.graph, .graphs].contains($0.value.kind) }
    if !hasGraphs { try add(attributes: node.attributes) }
    text += " ("
    add(names: node.inputs)
    text += ")"
    if hasGraphs { try add(attributes: node.attributes) }
  }

  private mutating func add(attributes: [ONNXAttribute]) throws(DataError) {
    guard !attributes.isEmpty else { return }
    text += " <"
    try add(attributes) { (printer, attribute) throws(DataError) in try printer.add(attribute) }
    text += ">"
  }

  /// A name with its type, if that is stated.
  mutating func add(_ info: ONNXValueInfo) throws(DataError) {
    if let type = info.type {
      try add(type, of: info.name)
      text += " "
    }
    add(name: info.name)
  }

  /// A type; errors speak of the value `name`.
  mutating func add(_ type: ONNXType, of name: String) throws(DataError) {
    switch type {
    case .tensor(let element, let shape): try add(element, shape, of: name)
    case .sparseTensor(let element, let shape):
      text += "sparse_tensor("
      try add(element, shape, of: name)
      text += ")"
    case .sequence(let inner), .optional(let inner):
      guard let inner else { throw unprintable("the type of '\(name)' is not complete") }
      if case .sequence = type { text += "seq(" } else { text += "optional(" }
      try add(inner, of: name)
      text += ")"
    case .map(let key, let value):
      guard let value else { throw unprintable("the type of '\(name)' is not complete") }
      text += "map("
      try add(key, [], of: name)
      text += ", "
      try add(value, of: name)
      text += ")"
    case .opaque(let domain, let kind):
      let parts = domain.split(separator: ".") + kind.split(separator: ".")
      guard parts.allSatisfy({ ONNXTextLexer.isIdentifier(String($0)) }) else {
        throw unprintable("the opaque type '\(kind)' of '\(domain)' is no identifier")
      }
      text += domain.isEmpty ? "opaque(\(kind))" : "opaque(\(domain),\(kind))"
    }
  }

  private mutating func add(
    _ element: ONNXElementType, _ shape: [ONNXDimension]?, of name: String
  ) throws(DataError) {
    guard element != .undefined else {
      throw unprintable("the element type of '\(name)' is not stated")
    }
    text += element.name
    guard let shape else {
      text += "[]"
      return
    }
    guard !shape.isEmpty else { return }
    text += "["
    for (axis, dimension) in shape.enumerated() {
      if axis > 0 { text += "," }
      switch dimension {
      case .size(let size): text += String(size)
      case .symbol(let symbol):
        text += ONNXTextLexer.isIdentifier(symbol) ? symbol : Self.quoted(symbol)
      case .unknown: text += "?"
      }
    }
    text += "]"
  }
}
