/// The kinds of attributes of ONNX by their number in the format.
package enum ONNXAttributeKind: Int, Sendable, CaseIterable {
  case float = 1
  case integer, string, tensor, graph, floats, integers, strings, tensors, graphs
  case sparseTensor, sparseTensors, type, types

  /// The name that the textual syntax uses.
  package var name: String {
    switch self {
    case .integer: "int"
    case .integers: "ints"
    case .sparseTensor: "sparse_tensor"
    case .sparseTensors: "sparse_tensors"
    case .type: "type_proto"
    case .types: "type_protos"
    default: String(describing: self)
    }
  }

  /// The kind of that name in the textual syntax.
  package init?(name: some StringProtocol) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  /// The kind of the elements of a list, or `nil` if it is no list.
  package var elementKind: ONNXAttributeKind? {
    switch self {
    case .floats: .float
    case .integers: .integer
    case .strings: .string
    case .tensors: .tensor
    case .graphs: .graph
    case .sparseTensors: .sparseTensor
    case .types: .type
    default: nil
    }
  }
}

extension ONNXAttribute.Value {
  /// The kind of the value, or `nil` for a reference that does not state it.
  package var kind: ONNXAttributeKind? {
    switch self {
    case .float: .float
    case .integer: .integer
    case .string: .string
    case .tensor: .tensor
    case .graph: .graph
    case .type: .type
    case .floats: .floats
    case .integers: .integers
    case .strings: .strings
    case .tensors: .tensors
    case .graphs: .graphs
    case .types: .types
    case .reference(_, let kind): ONNXAttributeKind(rawValue: kind)
    case .sparse(_, let isList): isList ? .sparseTensors : .sparseTensor
    }
  }
}
