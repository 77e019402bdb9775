import Basic

/// A model in the terms of ONNX, whether it was read from protobuf or from text.
package struct ONNXModel: Sendable, Equatable {
  /// A set of operators and its version.
  package struct OperatorSet: Sendable, Equatable {
    /// The domain; empty for the operators of ONNX itself.
    package var domain: String
    /// The version.
    package var version: Int

    /// Makes an import.
    package init(domain: String = "", version: Int) {
      self.domain = domain
      self.version = version
    }
  }

  /// A named text that tools attach.
  package struct Property: Sendable, Equatable {
    package var key: String
    package var value: String

    /// Makes a property.
    package init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  /// The versions of the file format that are read.
  package static let irVersions = 3...14

  /// The version of the file format.
  package var irVersion: Int

  /// The operator sets, in the order of the file.
  package var operatorSets: [OperatorSet]

  /// The program that wrote the model.
  package var producerName = ""

  /// The version of that program.
  package var producerVersion = ""

  /// The domain of the model.
  package var domain = ""

  /// The version of the model.
  package var modelVersion = 0

  /// What its maker says of it.
  package var documentation = ""

  /// Texts that tools attach.
  package var metadata: [Property] = []

  /// The network.
  package var graph: ONNXGraph

  /// Functions that nodes may call.
  package var functions: [ONNXFunction] = []

  /// Makes a model.
  package init(irVersion: Int, operatorSets: [OperatorSet], graph: ONNXGraph) {
    self.irVersion = irVersion
    self.operatorSets = operatorSets
    self.graph = graph
  }
}

/// A function of a model: a named group of nodes.
package struct ONNXFunction: Sendable, Equatable {
  package var name: String
  package var domain: String
  /// Distinguishes functions of one name; empty if there is none.
  package var overload = ""
  package var inputs: [String]
  package var outputs: [String]
  /// The names of the attributes that a call gives.
  package var attributes: [String] = []
  /// The attributes that have a default.
  package var attributeDefaults: [ONNXAttribute] = []
  package var nodes: [ONNXNode]
  package var operatorSets: [ONNXModel.OperatorSet]
  package var valueInfos: [ONNXValueInfo] = []
  package var documentation = ""
  /// Texts that tools attach.
  package var metadata: [ONNXModel.Property] = []

  /// Makes a function.
  package init(
    name: String, domain: String, inputs: [String], outputs: [String], nodes: [ONNXNode],
    operatorSets: [ONNXModel.OperatorSet]
  ) {
    self.name = name
    self.domain = domain
    self.inputs = inputs
    self.outputs = outputs
    self.nodes = nodes
    self.operatorSets = operatorSets
  }
}
