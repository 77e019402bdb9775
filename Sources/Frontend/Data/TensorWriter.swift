import Basic
import IR

extension Safetensors {
  /// The file that holds `tensors`, the same bytes whatever their order.
  ///
  /// Names are sorted; the data are laid out widest elements first, so that every tensor can be
  /// mapped where it lies. Quantization is not part of the format.
  package static func bytes(of tensors: [(name: String, tensor: Tensor)]) throws(DataFault)
    -> [UInt8]
  {
    let sorted = tensors.sorted { $0.name < $1.name }
    let ordered = sorted.enumerated().sorted { a, b in
      let (x, y) = (a.element.tensor.type.element, b.element.tensor.type.element)
      return (-x.storedBytes, a.offset) < (-y.storedBytes, b.offset)
    }
    var begins = [Int](repeating: 0, count: sorted.count)
    var end = 0
    for (index, entry) in ordered {
      begins[index] = end
      end += entry.tensor.type.byteCount
    }
    var members: [JSONValue.Member] = []
    for (begin, entry) in zip(begins, sorted) {
      guard entry.name != metadataName, members.last?.name != entry.name else {
        throw DataFault(DataRules.duplicateName, "the name '\(entry.name)' is taken", at: 0)
      }
      let type = entry.tensor.type
      guard let typeName = elementTypes.first(where: { $0.element == type.element })?.name else {
        throw DataFault(
          DataRules.unsupportedType,
          "tensor '\(entry.name)': safetensors has no type for \(type.element.rawValue)", at: 0)
      }
      let description: JSONValue = [
        "dtype": .string(typeName), "shape": .array(type.shape.map { .integer($0) }),
        "data_offsets": [.integer(begin), .integer(begin + type.byteCount)],
      ]
      members.append(.init(entry.name, description))
    }
    var header = Array(JSONValue.object(members).compactText.utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + end)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes += header
    for (_, entry) in ordered { bytes.append(contentsOf: entry.tensor.storage.bytes) }
    return bytes
  }

  /// Writes `tensors` to `path`.
  package static func write(_ tensors: [(name: String, tensor: Tensor)], to path: String)
    throws(DataError)
  {
    do {
      try FileOutput.write(try bytes(of: tensors), to: path)
    } catch { throw DataError(writing: path, error) }
  }
}

extension NumPyFile {
  /// The file that holds `tensor`: version 1.0, least significant byte first, last axis fastest.
  package static func bytes(of tensor: Tensor) throws(DataFault) -> [UInt8] {
    let type = tensor.type
    guard let code = NumPyHeader.elementTypes.first(where: { $0.element == type.element })?.code
    else {
      throw DataFault(
        DataRules.unsupportedType, "NumPy has no type for \(type.element.rawValue)", at: 0)
    }
    let order = type.element.storedBytes == 1 ? "|" : "<"
    let sizes = type.shape.map(String.init).joined(separator: ", ")
    let shape = type.shape.count == 1 ? "(\(sizes),)" : "(\(sizes))"
    var header = "{'descr': '\(order)\(code)', 'fortran_order': False, 'shape': \(shape), }"
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    guard let length = UInt16(exactly: header.utf8.count) else {
      throw DataFault(DataRules.shape, "\(type.rank) sizes do not fit an .npy header", at: 0)
    }
    var bytes = NumPyHeader.magic + [1, 0]
    bytes.reserveCapacity(10 + header.utf8.count + type.byteCount)
    withUnsafeBytes(of: length.littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: header.utf8)
    bytes.append(contentsOf: tensor.storage.bytes)
    return bytes
  }

  /// Writes `tensor` to `path`.
  package static func write(_ tensor: Tensor, to path: String) throws(DataError) {
    do {
      try FileOutput.write(try bytes(of: tensor), to: path)
    } catch { throw DataError(writing: path, error) }
  }
}

extension DataError {
  /// What went wrong while `path` was to be written.
  fileprivate init(writing path: String, _ error: any Error) {
    switch error {
    case let error as FileError: self.init(error)
    case let fault as DataFault:
      self.init(fault.rule, fault.reason, file: path, offset: nil, help: fault.help)
    default: preconditionFailure("\(error)")
    }
  }
}
