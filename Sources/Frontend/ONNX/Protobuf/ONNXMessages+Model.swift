import Basic

extension ONNXMessages {
  /// ModelProto.
  func model(_ wire: WireReader) throws(DataFault) -> ONNXModel {
    var wire = wire
    var model = ONNXModel(irVersion: 0, operatorSets: [], graph: ONNXGraph(name: ""))
    var (hasVersion, hasGraph) = (false, false)
    var versionOffset = 0
    while let field = try wire.next() {
      switch field.number {
      case 1:
        model.irVersion = try wire.int(field)
        (hasVersion, versionOffset) = (true, field.offset)
      case 2: model.producerName = try wire.string(field)
      case 3: model.producerVersion = try wire.string(field)
      case 4: model.domain = try wire.string(field)
      case 5: model.modelVersion = try wire.int(field)
      case 6: model.documentation = try wire.string(field)
      case 7:
        guard !hasGraph else {
          throw DataFault(ONNXRules.model, "the model has a second graph", at: field.offset)
        }
        hasGraph = true
        model.graph = try graph(try wire.message(field))
      case 8: model.operatorSets.append(try operatorSet(try wire.message(field)))
      case 14: model.metadata.append(try property(try wire.message(field)))
      case 25: model.functions.append(try function(try wire.message(field)))
      default: try wire.skip(field)
      }
    }
    guard hasVersion || hasGraph else {
      throw DataFault(
        ONNXRules.model,
        wire.end == 0 ? "the file is empty" : "the file holds neither a version nor a graph", at: 0)
    }
    guard ONNXModel.irVersions.contains(model.irVersion) else {
      let (least, most) = (ONNXModel.irVersions.lowerBound, ONNXModel.irVersions.upperBound)
      throw DataFault(
        ONNXRules.model,
        hasVersion
          ? "the version of the format is \(model.irVersion), which is not from \(least) to \(most)"
          : "the model does not state the version of the format", at: versionOffset)
    }
    guard hasGraph else { throw DataFault(ONNXRules.model, "the model has no graph", at: 0) }
    return model
  }

  /// OperatorSetIdProto.
  func operatorSet(_ wire: WireReader) throws(DataFault) -> ONNXModel.OperatorSet {
    var wire = wire
    var set = ONNXModel.OperatorSet(version: 0)
    while let field = try wire.next() {
      switch field.number {
      case 1: set.domain = try wire.string(field)
      case 2: set.version = try wire.int(field)
      default: try wire.skip(field)
      }
    }
    return set
  }

  /// StringStringEntryProto.
  func property(_ wire: WireReader) throws(DataFault) -> ONNXModel.Property {
    var wire = wire
    var property = ONNXModel.Property("", "")
    while let field = try wire.next() {
      switch field.number {
      case 1: property.key = try wire.string(field)
      case 2: property.value = try wire.string(field)
      default: try wire.skip(field)
      }
    }
    return property
  }

  /// FunctionProto.
  func function(_ wire: WireReader) throws(DataFault) -> ONNXFunction {
    var wire = wire
    var function = ONNXFunction(
      name: "", domain: "", inputs: [], outputs: [], nodes: [], operatorSets: [])
    while let field = try wire.next() {
      switch field.number {
      case 1: function.name = try wire.string(field)
      case 4: function.inputs.append(try wire.string(field))
      case 5: function.outputs.append(try wire.string(field))
      case 6: function.attributes.append(try wire.string(field))
      case 7: function.nodes.append(try node(try wire.message(field), at: field.offset))
      case 8: function.documentation = try wire.string(field)
      case 9: function.operatorSets.append(try operatorSet(try wire.message(field)))
      case 10: function.domain = try wire.string(field)
      case 11:
        function.attributeDefaults.append(
          try attribute(try wire.message(field), at: field.offset))
      case 12: function.valueInfos.append(try valueInfo(try wire.message(field), at: field.offset))
      case 13: function.overload = try wire.string(field)
      case 14: function.metadata.append(try property(try wire.message(field)))
      default: try wire.skip(field)
      }
    }
    return function
  }
}
