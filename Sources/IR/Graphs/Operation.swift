import Basic

/// One application of an operator: the uniform record that every pass, printer and parser sees.
package struct Operation: Sendable, Equatable {
  /// The operator's name in the catalogue, such as `conv2d`.
  package var kind: String

  /// What it reads.
  package var operands: [ID<Value>]

  /// What it defines.
  package var results: [ID<Value>]

  /// Every attribute that the operator declares, in that order.
  package var attributes: AttributeList

  /// The layers of the source that this operation computes, in source order.
  package var origins: [String]

  /// Where the source says so, if it is known.
  package var location: SourceRange?

  /// Makes a record; `Graph.append` puts it into a graph.
  package init(
    _ kind: String, operands: [ID<Value>], results: [ID<Value>] = [],
    attributes: AttributeList = AttributeList([]), origins: [String] = [],
    location: SourceRange? = nil
  ) {
    self.kind = kind
    self.operands = operands
    self.results = results
    self.attributes = attributes
    self.origins = origins
    self.location = location
  }

  /// The layers of the source that this operation computes, as reports name them: `c1+r1`.
  package var layerName: String { origins.joined(separator: "+") }
}

/// Something that operations read: an input, a constant, or the result of an operation.
package struct Value: Sendable, Equatable {
  /// Where a value comes from.
  package enum Definition: Sendable, Equatable {
    case input(Int)
    case constant(ID<Constant>)
    case result(ID<Operation>, Int)
  }

  /// The name, unique in the graph; for a constant that of the constant.
  package var name: String

  /// The type.
  package var type: TensorType

  /// Where it comes from.
  package var definition: Definition

  /// Makes a value.
  package init(_ name: String, _ type: TensorType, _ definition: Definition) {
    self.name = name
    self.type = type
    self.definition = definition
  }
}
