import Basic

extension ONNXMessages {
  /// GraphProto.
  func graph(_ wire: WireReader) throws(DataFault) -> ONNXGraph {
    var wire = wire
    var graph = ONNXGraph(name: "")
    while let field = try wire.next() {
      let offset = field.offset
      switch field.number {
      case 1: graph.nodes.append(try node(try wire.message(field), at: offset))
      case 2: graph.name = try wire.string(field)
      case 5: graph.initializers.append(try tensor(try wire.message(field), at: offset))
      case 10: graph.documentation = try wire.string(field)
      case 11: graph.inputs.append(try valueInfo(try wire.message(field), at: offset))
      case 12: graph.outputs.append(try valueInfo(try wire.message(field), at: offset))
      case 13: graph.valueInfos.append(try valueInfo(try wire.message(field), at: offset))
      case 15: graph.sparseInitializers.append(try sparse(try wire.message(field), at: offset))
      case 16: graph.metadata.append(try property(try wire.message(field)))
      default: try wire.skip(field)
      }
    }
    return graph
  }

  /// NodeProto.
  func node(_ wire: WireReader, at offset: Int) throws(DataFault) -> ONNXNode {
    var wire = wire
    var node = ONNXNode("", inputs: [], outputs: [])
    while let field = try wire.next() {
      switch field.number {
      case 1: node.inputs.append(try wire.string(field))
      case 2: node.outputs.append(try wire.string(field))
      case 3: node.name = try wire.string(field)
      case 4: node.operatorType = try wire.string(field)
      case 5: node.attributes.append(try attribute(try wire.message(field), at: field.offset))
      case 6: node.documentation = try wire.string(field)
      case 7: node.domain = try wire.string(field)
      case 8: node.overload = try wire.string(field)
      case 9: node.metadata.append(try property(try wire.message(field)))
      default: try wire.skip(field)
      }
    }
    guard !node.operatorType.isEmpty else {
      throw DataFault(ONNXRules.model, "node '\(node.name)' names no operator", at: offset)
    }
    node.place = place(offset)
    return node
  }

  /// ValueInfoProto.
  func valueInfo(_ wire: WireReader, at offset: Int) throws(DataFault) -> ONNXValueInfo {
    var wire = wire
    var info = ONNXValueInfo("", nil)
    while let field = try wire.next() {
      switch field.number {
      case 1: info.name = try wire.string(field)
      case 2: info.type = try type(try wire.message(field))
      case 3: info.documentation = try wire.string(field)
      case 4: info.metadata.append(try property(try wire.message(field)))
      default: try wire.skip(field)
      }
    }
    info.place = place(offset)
    return info
  }
}
