import Basic

/// A graph of nodes: the network, or the body of a node of control flow.
package struct ONNXGraph: Sendable, Equatable {
  package var name: String
  package var inputs: [ONNXValueInfo] = []
  package var outputs: [ONNXValueInfo] = []
  /// Types of values in between, where the file states them.
  package var valueInfos: [ONNXValueInfo] = []
  package var initializers: [ONNXTensor] = []
  package var sparseInitializers: [ONNXSparseTensor] = []
  /// The nodes in an order in which each reads only what stands before it.
  package var nodes: [ONNXNode] = []
  package var documentation = ""
  /// Texts that tools attach.
  package var metadata: [ONNXModel.Property] = []

  /// Makes a graph.
  package init(name: String) {
    self.name = name
  }
}

/// One application of an operator.
package struct ONNXNode: Sendable, Equatable {
  /// The name; often empty.
  package var name = ""
  package var operatorType: String
  /// The domain of the operator; empty for those of ONNX itself.
  package var domain = ""
  /// Distinguishes functions of one name; empty if there is none.
  package var overload = ""
  /// The names of the operands; empty for one that is left out.
  package var inputs: [String]
  /// The names of the results; empty for one that is not wanted.
  package var outputs: [String]
  package var attributes: [ONNXAttribute] = []
  package var documentation = ""
  /// Texts that tools attach.
  package var metadata: [ONNXModel.Property] = []
  /// Where the file says so; not part of what a node means.
  package var place = Diagnostic.Place.none

  /// Makes a node.
  package init(_ operatorType: String, inputs: [String], outputs: [String]) {
    self.operatorType = operatorType
    self.inputs = inputs
    self.outputs = outputs
  }

  /// Equal in everything but the place.
  package static func == (a: ONNXNode, b: ONNXNode) -> Bool {
    a.name == b.name && a.operatorType == b.operatorType && a.domain == b.domain
      && a.overload == b.overload && a.inputs == b.inputs && a.outputs == b.outputs
      && a.attributes == b.attributes && a.documentation == b.documentation
      && a.metadata == b.metadata
  }
}

/// A named attribute of a node.
package struct ONNXAttribute: Sendable, Equatable {
  /// The kinds of value.
  package indirect enum Value: Sendable, Equatable {
    case float(Float)
    case integer(Int64)
    /// Bytes, usually UTF-8 text.
    case string([UInt8])
    case tensor(ONNXTensor)
    case graph(ONNXGraph)
    case type(ONNXType)
    case floats([Float])
    case integers([Int64])
    case strings([[UInt8]])
    case tensors([ONNXTensor])
    case graphs([ONNXGraph])
    case types([ONNXType])
    /// In a function: the attribute of the call that gives the value, and the kind of value.
    case reference(String, kind: Int)
    /// Sparse tensors, which are recognised and refused; `isList` tells a list of one from one.
    case sparse([ONNXSparseTensor], isList: Bool)
  }

  package var name: String
  package var value: Value
  package var documentation = ""

  /// Makes an attribute.
  package init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

/// A name with its type.
package struct ONNXValueInfo: Sendable, Equatable {
  package var name: String
  /// The type, or `nil` if the file does not state it.
  package var type: ONNXType?
  package var documentation = ""
  /// Texts that tools attach.
  package var metadata: [ONNXModel.Property] = []
  /// Where the file says so; not part of what it means.
  package var place = Diagnostic.Place.none

  /// Makes a name with its type.
  package init(_ name: String, _ type: ONNXType?) {
    self.name = name
    self.type = type
  }

  /// Equal in everything but the place.
  package static func == (a: ONNXValueInfo, b: ONNXValueInfo) -> Bool {
    a.name == b.name && a.type == b.type && a.documentation == b.documentation
      && a.metadata == b.metadata
  }
}
