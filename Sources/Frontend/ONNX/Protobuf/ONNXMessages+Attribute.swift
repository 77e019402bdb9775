import Basic

extension ONNXMessages {
  /// AttributeProto.
  func attribute(_ wire: WireReader, at offset: Int) throws(DataFault) -> ONNXAttribute {
    var wire = wire
    var fields = AttributeFields()
    while let field = try wire.next() {
      if fields.note(field.number) {
        try value(field, &wire, into: &fields)
        continue
      }
      switch field.number {
      case 1: fields.name = try wire.string(field)
      case 13: fields.documentation = try wire.string(field)
      case 20: fields.kind = try wire.int(field)
      case 21: fields.reference = try wire.string(field)
      default: try wire.skip(field)
      }
    }
    guard !fields.name.isEmpty else {
      throw DataFault(ONNXRules.model, "an attribute has no name", at: offset)
    }
    do throws(AttributeFields.Fault) {
      var attribute = ONNXAttribute(fields.name, try fields.value())
      attribute.documentation = fields.documentation
      return attribute
    } catch {
      throw DataFault(
        ONNXRules.model, "attribute '\(fields.name)' \(error.reason)", at: offset)
    }
  }

  private func value(
    _ field: WireReader.Field, _ wire: inout WireReader, into fields: inout AttributeFields
  ) throws(DataFault) {
    switch field.number {
    case 2: fields.float = try wire.float(field)
    case 3: fields.integer = try wire.integer(field)
    case 4: fields.string = try wire.byteArray(field)
    case 5: fields.tensor = try tensor(try wire.message(field), at: field.offset)
    case 6: fields.graph = try graph(try wire.message(field))
    case 7: try wire.append(field, to: &fields.floats)
    case 8: try wire.append(field, to: &fields.integers)
    case 9: fields.strings.append(try wire.byteArray(field))
    case 10: fields.tensors.append(try tensor(try wire.message(field), at: field.offset))
    case 11: fields.graphs.append(try graph(try wire.message(field)))
    case 14, 15:
      guard let type = try type(try wire.message(field)) else {
        throw DataFault(ONNXRules.model, "a type names no kind of type", at: field.offset)
      }
      fields.types.append(type)
    default: fields.sparse.append(try sparse(try wire.message(field), at: field.offset))
    }
  }
}

/// What the fields of an attribute hold.
private struct AttributeFields {
  /// Why there is no value, as the end of a sentence about the attribute.
  struct Fault: Error {
    let reason: String
  }

  var name = ""
  var documentation = ""
  var kind = 0
  var reference = ""
  var float: Float = 0
  var integer: Int64 = 0
  var string: [UInt8] = []
  var tensor: ONNXTensor?
  var graph: ONNXGraph?
  var floats: [Float] = []
  var integers: [Int64] = []
  var strings: [[UInt8]] = []
  var tensors: [ONNXTensor] = []
  var graphs: [ONNXGraph] = []
  var types: [ONNXType] = []
  var sparse: [ONNXSparseTensor] = []
  private var kinds: [ONNXAttributeKind] = []

  /// Notes that a value stands in the field `number`; says whether it is a field of values.
  mutating func note(_ number: Int) -> Bool {
    let kind: ONNXAttributeKind
    switch number {
    case 2: kind = .float
    case 3: kind = .integer
    case 4: kind = .string
    case 5: kind = .tensor
    case 6: kind = .graph
    case 7: kind = .floats
    case 8: kind = .integers
    case 9: kind = .strings
    case 10: kind = .tensors
    case 11: kind = .graphs
    case 14: kind = .type
    case 15: kind = .types
    case 22: kind = .sparseTensor
    case 23: kind = .sparseTensors
    default: return false
    }
    if !kinds.contains(kind) { kinds.append(kind) }
    return true
  }

  /// The value of the kind that is stated, or else of the only one there is.
  func value() throws(Fault) -> ONNXAttribute.Value {
    if !reference.isEmpty { return .reference(reference, kind: kind) }
    guard kinds.count <= 1 else {
      throw Fault(reason: "has values of \(kinds.count) kinds: \(kinds.map(\.name))")
    }
    // Before version 4 of the format the kind was not always stated.
    let stated = kind == 0 ? kinds.first?.rawValue ?? 0 : kind
    guard let kind = ONNXAttributeKind(rawValue: stated) else {
      throw Fault(reason: stated == 0 ? "has no value" : "has the unknown kind \(stated)")
    }
    guard kinds.isEmpty || kinds == [kind] else {
      throw Fault(reason: "is of kind \(kind.name) but has a value of kind \(kinds[0].name)")
    }
    switch kind {
    case .float: return .float(float)
    case .integer: return .integer(integer)
    case .string: return .string(string)
    case .floats: return .floats(floats)
    case .integers: return .integers(integers)
    case .strings: return .strings(strings)
    case .tensors: return .tensors(tensors)
    case .graphs: return .graphs(graphs)
    case .types: return .types(types)
    case .sparseTensors: return .sparse(sparse, isList: true)
    case .tensor: if let tensor { return .tensor(tensor) }
    case .graph: if let graph { return .graph(graph) }
    case .type: if let type = types.last { return .type(type) }
    case .sparseTensor: if let last = sparse.last { return .sparse([last], isList: false) }
    }
    throw Fault(reason: "is of kind \(kind.name) but has no value")
  }
}
