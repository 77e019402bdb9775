import Basic

extension ONNXMessages {
  /// TypeProto; `nil` if it names no kind of type.
  func type(_ wire: WireReader) throws(DataFault) -> ONNXType? {
    var wire = wire
    var type: ONNXType?
    while let field = try wire.next() {
      switch field.number {
      case 1:
        let (element, shape) = try tensorType(try wire.message(field))
        type = .tensor(element, shape)
      case 8:
        let (element, shape) = try tensorType(try wire.message(field))
        type = .sparseTensor(element, shape)
      case 4: type = .sequence(try elementType(try wire.message(field)))
      case 9: type = .optional(try elementType(try wire.message(field)))
      case 5: type = try mapType(try wire.message(field))
      case 7: type = try opaqueType(try wire.message(field))
      default: try wire.skip(field)
      }
    }
    return type
  }

  /// The element type that `field` states by number.
  func element(
    _ field: WireReader.Field, _ wire: inout WireReader
  ) throws(DataFault) -> ONNXElementType {
    let code = try wire.int(field)
    guard let element = ONNXElementType(rawValue: code) else {
      throw DataFault(
        ONNXRules.model, "there is no element type of number \(code)", at: field.offset)
    }
    return element
  }

  /// TypeProto.Tensor and TypeProto.SparseTensor.
  private func tensorType(
    _ wire: WireReader
  ) throws(DataFault) -> (ONNXElementType, [ONNXDimension]?) {
    var wire = wire
    var element = ONNXElementType.undefined
    var shape: [ONNXDimension]?
    while let field = try wire.next() {
      switch field.number {
      case 1: element = try self.element(field, &wire)
      case 2: shape = try dimensions(try wire.message(field))
      default: try wire.skip(field)
      }
    }
    return (element, shape)
  }

  /// TensorShapeProto.
  private func dimensions(_ wire: WireReader) throws(DataFault) -> [ONNXDimension] {
    var wire = wire
    var shape: [ONNXDimension] = []
    while let field = try wire.next() {
      guard field.number == 1 else {
        try wire.skip(field)
        continue
      }
      shape.append(try dimension(try wire.message(field)))
    }
    return shape
  }

  /// TensorShapeProto.Dimension; negative sizes are how some tools say that one is not known.
  private func dimension(_ wire: WireReader) throws(DataFault) -> ONNXDimension {
    var wire = wire
    var dimension = ONNXDimension.unknown
    while let field = try wire.next() {
      switch field.number {
      case 1:
        let size = try wire.int(field)
        dimension = size < 0 ? .unknown : .size(size)
      case 2:
        let symbol = try wire.string(field)
        dimension = symbol.isEmpty ? .unknown : .symbol(symbol)
      default: try wire.skip(field)
      }
    }
    return dimension
  }

  /// TypeProto.Sequence and TypeProto.Optional.
  private func elementType(_ wire: WireReader) throws(DataFault) -> ONNXType? {
    var wire = wire
    var element: ONNXType?
    while let field = try wire.next() {
      if field.number == 1 {
        element = try type(try wire.message(field))
      } else {
        try wire.skip(field)
      }
    }
    return element
  }

  /// TypeProto.Map.
  private func mapType(_ wire: WireReader) throws(DataFault) -> ONNXType {
    var wire = wire
    var key = ONNXElementType.undefined
    var value: ONNXType?
    while let field = try wire.next() {
      switch field.number {
      case 1: key = try element(field, &wire)
      case 2: value = try type(try wire.message(field))
      default: try wire.skip(field)
      }
    }
    return .map(key, value)
  }

  /// TypeProto.Opaque.
  private func opaqueType(_ wire: WireReader) throws(DataFault) -> ONNXType {
    var wire = wire
    var (domain, name) = ("", "")
    while let field = try wire.next() {
      switch field.number {
      case 1: domain = try wire.string(field)
      case 2: name = try wire.string(field)
      default: try wire.skip(field)
      }
    }
    return .opaque(domain: domain, name: name)
  }
}
