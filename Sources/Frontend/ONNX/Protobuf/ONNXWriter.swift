import Basic

/// Writes ONNX models and tensors in protobuf form: the same bytes for the same model.
///
/// Fields stand in the order of their numbers; elements stand in `raw_data`, or where they are
/// outside the model. Source: onnx-ml.proto of github.com/onnx/onnx.
package enum ONNXWriter {
  /// The bytes of a model file.
  package static func bytes(of model: ONNXModel) -> [UInt8] {
    var wire = WireWriter()
    let elements = model.graph.initializers.reduce(0) { $0 + ($1.withBytes(\.count) ?? 0) }
    wire.reserve(elements + 64 * model.graph.nodes.count + 4096)
    wire.add(1, model.irVersion)
    wire.addUnlessEmpty(2, model.producerName)
    wire.addUnlessEmpty(3, model.producerVersion)
    wire.addUnlessEmpty(4, model.domain)
    if model.modelVersion != 0 { wire.add(5, model.modelVersion) }
    wire.addUnlessEmpty(6, model.documentation)
    wire.add(7) { add(model.graph, to: &$0) }
    for set in model.operatorSets { wire.add(8) { add(set, to: &$0) } }
    add(14, model.metadata, to: &wire)
    for function in model.functions { wire.add(25) { add(function, to: &$0) } }
    return wire.bytes
  }

  /// The bytes of a file that holds one tensor, as test data are kept.
  package static func bytes(of tensor: ONNXTensor) -> [UInt8] {
    var wire = WireWriter()
    add(tensor, to: &wire)
    return wire.bytes
  }

  /// OperatorSetIdProto.
  private static func add(_ set: ONNXModel.OperatorSet, to wire: inout WireWriter) {
    wire.add(1, set.domain)
    wire.add(2, set.version)
  }

  /// StringStringEntryProto in a field of any message.
  static func add(
    _ number: Int, _ properties: [ONNXModel.Property], to wire: inout WireWriter
  ) {
    for property in properties {
      wire.add(number) {
        $0.add(1, property.key)
        $0.add(2, property.value)
      }
    }
  }

  /// GraphProto.
  static func add(_ graph: ONNXGraph, to wire: inout WireWriter) {
    for node in graph.nodes { wire.add(1) { add(node, to: &$0) } }
    wire.add(2, graph.name)
    for tensor in graph.initializers { wire.add(5) { add(tensor, to: &$0) } }
    wire.addUnlessEmpty(10, graph.documentation)
    for info in graph.inputs { wire.add(11) { add(info, to: &$0) } }
    for info in graph.outputs { wire.add(12) { add(info, to: &$0) } }
    for info in graph.valueInfos { wire.add(13) { add(info, to: &$0) } }
    for tensor in graph.sparseInitializers { wire.add(15) { add(tensor, to: &$0) } }
    add(16, graph.metadata, to: &wire)
  }

  /// NodeProto.
  private static func add(_ node: ONNXNode, to wire: inout WireWriter) {
    for input in node.inputs { wire.add(1, input) }
    for output in node.outputs { wire.add(2, output) }
    wire.addUnlessEmpty(3, node.name)
    wire.add(4, node.operatorType)
    for attribute in node.attributes { wire.add(5) { add(attribute, to: &$0) } }
    wire.addUnlessEmpty(6, node.documentation)
    wire.addUnlessEmpty(7, node.domain)
    wire.addUnlessEmpty(8, node.overload)
    add(9, node.metadata, to: &wire)
  }

  /// FunctionProto.
  private static func add(_ function: ONNXFunction, to wire: inout WireWriter) {
    wire.add(1, function.name)
    for input in function.inputs { wire.add(4, input) }
    for output in function.outputs { wire.add(5, output) }
    for attribute in function.attributes { wire.add(6, attribute) }
    for node in function.nodes { wire.add(7) { add(node, to: &$0) } }
    wire.addUnlessEmpty(8, function.documentation)
    for set in function.operatorSets { wire.add(9) { add(set, to: &$0) } }
    wire.add(10, function.domain)
    for attribute in function.attributeDefaults { wire.add(11) { add(attribute, to: &$0) } }
    for info in function.valueInfos { wire.add(12) { add(info, to: &$0) } }
    wire.addUnlessEmpty(13, function.overload)
    add(14, function.metadata, to: &wire)
  }
}
