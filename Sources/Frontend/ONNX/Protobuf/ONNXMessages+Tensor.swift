import Basic

extension ONNXMessages {
  /// TensorProto.
  func tensor(_ wire: WireReader, at offset: Int) throws(DataFault) -> ONNXTensor {
    var wire = wire
    var tensor = ONNXTensor(.undefined, [], .bytes([]))
    var sizes: [Int64] = []
    var data = TensorData()
    var entries: [ONNXModel.Property] = []
    var isExternal = false
    while let field = try wire.next() {
      switch field.number {
      case 1: try wire.append(field, to: &sizes)
      case 2: tensor.element = try element(field, &wire)
      case 3:
        throw DataFault(
          ONNXRules.tensorData, "the tensor is a segment of a larger one", at: field.offset,
          help: "save the model again with whole tensors, or with external data")
      case 4, 5, 6, 7, 9, 10, 11: try data.note(field, &wire)
      case 8: tensor.name = try wire.string(field)
      case 12: tensor.documentation = try wire.string(field)
      case 13: entries.append(try property(try wire.message(field)))
      case 14: isExternal = try wire.varint(field) == 1
      case 16: tensor.metadata.append(try property(try wire.message(field)))
      default: try wire.skip(field)
      }
    }
    tensor.place = place(offset)
    do throws(DataFault) {
      tensor.shape = try shape(sizes, at: offset)
      if isExternal {
        guard data.isEmpty else {
          throw DataFault(
            ONNXRules.tensorData, "has elements here and in another file", at: offset)
        }
        tensor.content = .external(try Self.externalData(entries, at: offset))
      } else {
        tensor.content = try data.content(of: tensor, in: wire, file: file, at: offset)
      }
    } catch {
      throw DataFault(
        error.rule, "tensor '\(tensor.name)': \(error.reason)", at: error.offset, help: error.help)
    }
    return tensor
  }

  /// SparseTensorProto.
  func sparse(_ wire: WireReader, at offset: Int) throws(DataFault) -> ONNXSparseTensor {
    var wire = wire
    var sizes: [Int64] = []
    var values: ONNXTensor?
    var indices: ONNXTensor?
    while let field = try wire.next() {
      switch field.number {
      case 1: values = try tensor(try wire.message(field), at: field.offset)
      case 2: indices = try tensor(try wire.message(field), at: field.offset)
      case 3: try wire.append(field, to: &sizes)
      default: try wire.skip(field)
      }
    }
    guard let values, let indices else {
      throw DataFault(
        ONNXRules.tensorData, "a sparse tensor lacks its values or indices", at: offset)
    }
    return ONNXSparseTensor(
      values: values, indices: indices, shape: try shape(sizes, at: offset))
  }

  private func shape(_ sizes: [Int64], at offset: Int) throws(DataFault) -> [Int] {
    if let size = sizes.first(where: { $0 < 0 }) {
      throw DataFault(ONNXRules.tensorData, "the size \(size) is negative", at: offset)
    }
    return sizes.map { Int($0) }
  }

  /// The place of elements outside the model, from its entries.
  static func externalData(
    _ entries: [ONNXModel.Property], at offset: Int
  ) throws(DataFault) -> ONNXTensor.ExternalData {
    func number(_ entry: ONNXModel.Property) throws(DataFault) -> Int {
      guard let value = Int(entry.value), value >= 0 else {
        throw DataFault(
          ONNXRules.externalData, "the \(entry.key) '\(entry.value)' is no number of bytes",
          at: offset)
      }
      return value
    }
    var data = ONNXTensor.ExternalData(location: "")
    for entry in entries {
      switch entry.key {
      case "location": data.location = entry.value
      case "offset": data.offset = try number(entry)
      case "length": data.length = try number(entry)
      case "checksum": data.checksum = entry.value
      default: break
      }
    }
    guard !data.location.isEmpty else {
      throw DataFault(
        ONNXRules.externalData, "the elements lie in a file without a name", at: offset)
    }
    return data
  }
}
