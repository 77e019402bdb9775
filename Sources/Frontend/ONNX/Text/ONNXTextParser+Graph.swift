import Basic

extension ONNXTextParser {
  /// A graph after its name: inputs, outputs, initializers and types of values, nodes.
  mutating func graph(named name: String) throws(Failure) -> ONNXGraph {
    var graph = ONNXGraph(name: name)
    try list("(", ")", "around the inputs") { (parser) throws(Failure) in
      let info = try parser.valueInfo()
      graph.inputs.append(info)
      if parser.accept("=") { graph.initializers.append(try parser.initializer(info)) }
    }
    guard current.kind == .arrow else { throw fail("expected '=>' before the outputs") }
    advance()
    try list("(", ")", "around the outputs") { (parser) throws(Failure) in
      graph.outputs.append(try parser.valueInfo())
    }
    if current.isMark("<") {
      try list("<", ">", "around the initializers") { (parser) throws(Failure) in
        let info = try parser.valueInfo()
        if parser.accept("=") {
          graph.initializers.append(try parser.initializer(info))
        } else {
          graph.valueInfos.append(info)
        }
      }
    }
    graph.nodes = try nodes()
    return graph
  }

  /// A name with or without a type.
  mutating func valueInfo() throws(Failure) -> ONNXValueInfo {
    let start = current
    let type = isType(current) ? try self.type() : nil
    var info = ONNXValueInfo(try name("the name of a value"), type)
    info.place = place(start)
    return info
  }

  /// The elements of the initializer that `info` names; `=` was read.
  private mutating func initializer(_ info: ONNXValueInfo) throws(Failure) -> ONNXTensor {
    guard let type = info.type else {
      throw fail("the initializer '\(info.name)' has no type", found: false)
    }
    var tensor = try tensor(of: type)
    tensor.name = info.name
    tensor.place = info.place
    return tensor
  }

  /// Nodes between braces; a fault in one is passed over up to the next.
  mutating func nodes() throws(Failure) -> [ONNXNode] {
    var nodes: [ONNXNode] = []
    try expect("{", "before the nodes")
    let depth = brackets.count
    while current.kind != .end, !current.isMark("}") {
      let start = current.range
      do throws(Failure) {
        nodes.append(try node())
      } catch {
        if current.range == start { advance() }
        skipToNode(at: depth)
      }
    }
    try expect("}", "after the nodes")
    return nodes
  }

  /// Skips to what looks like the next node of the list at `depth`, or to the end of the list.
  private mutating func skipToNode(at depth: Int) {
    while current.kind != .end, brackets.count >= depth {
      let isInside = !brackets.dropFirst(depth).contains(UInt8(ascii: "{"))
      if isInside, current.isMark("}") || current.startsLine && startsNode {
        return closeBrackets(downTo: depth)
      }
      advance()
    }
  }

  /// Whether a node may start here: with a label, or with a name before ',' or '='.
  private var startsNode: Bool {
    guard current.isName else { return current.isMark("[") }
    let following = following
    return following.isMark("=") || following.isMark(",")
  }

  private mutating func node() throws(Failure) -> ONNXNode {
    let start = current
    var node = ONNXNode("", inputs: [], outputs: [])
    if accept("[") {
      if current.isName { node.name = try name("the name of a node") }
      try expect("]", "after the name of a node")
    }
    node.outputs = try names()
    try expect("=", "after the results of a node")
    var path = try qualifiedIdentifier("the name of an operator")
    node.operatorType = path.removeLast()
    node.domain = path.joined(separator: ".")
    if accept(":") { node.overload = try identifier("the name of an overload") }
    node.attributes = try attributes(of: node.operatorType)
    try expect("(", "before the operands of '\(node.operatorType)'")
    node.inputs = try names()
    try expect(")", "after the operands of '\(node.operatorType)'")
    // Attributes may stand behind the operands, which reads better if they are graphs.
    if node.attributes.isEmpty { node.attributes = try attributes(of: node.operatorType) }
    node.place = place(start)
    return node
  }

  /// Names separated by commas: one that is left out is empty, and a comma at the end says nothing.
  private mutating func names() throws(Failure) -> [String] {
    var names: [String] = []
    repeat {
      if current.isName {
        names.append(try name("a name"))
      } else if current.isMark(",") {
        names.append("")
      } else {
        break
      }
    } while accept(",")
    return names
  }

  private mutating func attributes(of operatorType: String) throws(Failure) -> [ONNXAttribute] {
    var attributes: [ONNXAttribute] = []
    guard current.isMark("<") else { return [] }
    try list("<", ">", "around the attributes of '\(operatorType)'") { (parser) throws(Failure) in
      attributes.append(try parser.attribute())
    }
    return attributes
  }
}
