import Basic

extension ONNXWriter {
  /// AttributeProto; the kind is always stated.
  static func add(_ attribute: ONNXAttribute, to wire: inout WireWriter) {
    wire.add(1, attribute.name)
    switch attribute.value {
    case .float(let value): wire.add(2, value)
    case .integer(let value): wire.add(3, value)
    case .string(let value): wire.add(4, value)
    case .tensor(let value): wire.add(5) { add(value, to: &$0) }
    case .graph(let value): wire.add(6) { add(value, to: &$0) }
    case .floats(let values): for value in values { wire.add(7, value) }
    case .integers(let values): for value in values { wire.add(8, value) }
    case .strings(let values): for value in values { wire.add(9, value) }
    case .tensors(let values): for value in values { wire.add(10) { add(value, to: &$0) } }
    case .graphs(let values): for value in values { wire.add(11) { add(value, to: &$0) } }
    case .type, .types, .reference, .sparse: break
    }
    wire.addUnlessEmpty(13, attribute.documentation)
    switch attribute.value {
    case .type(let value): wire.add(14) { add(value, to: &$0) }
    case .types(let values): for value in values { wire.add(15) { add(value, to: &$0) } }
    default: break
    }
    if let kind = attribute.value.kind { wire.add(20, kind.rawValue) }
    switch attribute.value {
    case .reference(let name, _): wire.add(21, name)
    case .sparse(let values, let isList):
      for value in values { wire.add(isList ? 23 : 22) { add(value, to: &$0) } }
    default: break
    }
  }

  /// ValueInfoProto.
  static func add(_ info: ONNXValueInfo, to wire: inout WireWriter) {
    wire.add(1, info.name)
    if let type = info.type { wire.add(2) { add(type, to: &$0) } }
    wire.addUnlessEmpty(3, info.documentation)
    add(4, info.metadata, to: &wire)
  }

  /// TypeProto.
  static func add(_ type: ONNXType, to wire: inout WireWriter) {
    switch type {
    case .tensor(let element, let shape): wire.add(1) { add(element, shape, to: &$0) }
    case .sparseTensor(let element, let shape): wire.add(8) { add(element, shape, to: &$0) }
    case .sequence(let inner):
      wire.add(4) { wire in if let inner { wire.add(1) { add(inner, to: &$0) } } }
    case .optional(let inner):
      wire.add(9) { wire in if let inner { wire.add(1) { add(inner, to: &$0) } } }
    case .map(let key, let value):
      wire.add(5) { wire in
        wire.add(1, key.rawValue)
        if let value { wire.add(2) { add(value, to: &$0) } }
      }
    case .opaque(let domain, let name):
      wire.add(7) {
        $0.addUnlessEmpty(1, domain)
        $0.addUnlessEmpty(2, name)
      }
    }
  }

  /// TypeProto.Tensor; a scalar has a shape without axes.
  private static func add(
    _ element: ONNXElementType, _ shape: [ONNXDimension]?, to wire: inout WireWriter
  ) {
    wire.add(1, element.rawValue)
    guard let shape else { return }
    wire.add(2) { wire in
      for dimension in shape {
        wire.add(1) {
          switch dimension {
          case .size(let size): $0.add(1, size)
          case .symbol(let symbol): $0.add(2, symbol)
          case .unknown: break
          }
        }
      }
    }
  }

  /// TensorProto.
  static func add(_ tensor: ONNXTensor, to wire: inout WireWriter) {
    for size in tensor.shape { wire.add(1, size) }
    wire.add(2, tensor.element.rawValue)
    if case .strings(let strings) = tensor.content {
      for string in strings { wire.add(6, string) }
    }
    wire.addUnlessEmpty(8, tensor.name)
    tensor.withBytes { wire.add(9, $0) }
    wire.addUnlessEmpty(12, tensor.documentation)
    if case .external(let data) = tensor.content {
      add(13, data.entries, to: &wire)
      wire.add(14, 1)
    }
    add(16, tensor.metadata, to: &wire)
  }

  /// SparseTensorProto.
  static func add(_ tensor: ONNXSparseTensor, to wire: inout WireWriter) {
    wire.add(1) { add(tensor.values, to: &$0) }
    wire.add(2) { add(tensor.indices, to: &$0) }
    for size in tensor.shape { wire.add(3, size) }
  }
}
