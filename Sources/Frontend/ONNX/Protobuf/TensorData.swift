import Basic

/// The elements of a tensor as its fields hold them, decoded only when the type is known.
struct TensorData {
  /// The fields that hold elements, by their numbers in the format.
  enum Source: Int {
    case floats = 4
    case int32s = 5
    case strings = 6
    case int64s = 7
    case raw = 9
    case doubles = 10
    case uint64s = 11

    /// The name in the format.
    var name: String {
      switch self {
      case .floats: "float_data"
      case .int32s: "int32_data"
      case .strings: "string_data"
      case .int64s: "int64_data"
      case .raw: "raw_data"
      case .doubles: "double_data"
      case .uint64s: "uint64_data"
      }
    }

    /// The field for elements of a type, beside `raw`.
    init?(of element: ONNXElementType) {
      switch element {
      case .undefined: return nil
      case .string: self = .strings
      case .float, .complex64: self = .floats
      case .double, .complex128: self = .doubles
      case .int64: self = .int64s
      case .uint32, .uint64: self = .uint64s
      default: self = .int32s
      }
    }
  }

  /// The field that holds elements, if one does.
  private var source: Source?

  /// The stretches of the file that hold them, without the heads of the fields.
  private var pieces: [Range<Int>] = []

  /// Whether no field holds elements.
  var isEmpty: Bool { source == nil }

  /// Notes a field that may hold elements, and moves past it.
  mutating func note(_ field: WireReader.Field, _ wire: inout WireReader) throws(DataFault) {
    guard let source = Source(rawValue: field.number) else { return try wire.skip(field) }
    let piece: Range<Int>
    switch (source, field.type) {
    case (.strings, _), (.raw, _), (_, .bytes): piece = try wire.bytes(field)
    case (.floats, _):
      try wire.require(.fixed32, field)
      piece = try wire.fixed(4)
    case (.doubles, _):
      try wire.require(.fixed64, field)
      piece = try wire.fixed(8)
    default:
      let start = wire.position
      _ = try wire.varint(field)
      piece = start..<wire.position
    }
    // Some writers leave empty packed fields behind, which say nothing.
    if piece.isEmpty, source != .strings, source != .raw || self.source != nil { return }
    guard self.source == nil || self.source == source, self.source != .raw else {
      throw DataFault(
        ONNXRules.tensorData,
        "elements stand in both \(self.source?.name ?? "") and \(source.name)",
        at: field.offset)
    }
    self.source = source
    pieces.append(piece)
  }

  /// The elements of `tensor`, whose type and shape are known.
  func content(
    of tensor: ONNXTensor, in wire: WireReader, file: MappedFile, at offset: Int
  ) throws(DataFault) -> ONNXTensor.Content {
    let element = tensor.element
    guard let expected = Source(of: element) else {
      throw DataFault(ONNXRules.tensorData, "the element type is not stated", at: offset)
    }
    if expected == .strings { return try strings(tensor.shape, in: wire, at: offset) }
    guard let byteCount = element.byteCount(tensor.shape) else {
      throw DataFault(
        ONNXRules.tensorData, "the shape \(tensor.shape) has more bytes than can be counted",
        at: offset)
    }
    guard let source else {
      guard byteCount == 0 else {
        throw DataFault(
          ONNXRules.tensorData,
          "\(element.name)\(tensor.shape) needs \(byteCount) bytes but there are none", at: offset)
      }
      return .bytes([])
    }
    let start = pieces[0].lowerBound
    guard source == .raw || source == expected else {
      throw DataFault(
        ONNXRules.tensorData,
        "\(element.name) elements stand in \(source.name) instead of \(expected.name)", at: start)
    }
    if source == .raw || source == .floats || source == .doubles {
      let found = pieces.reduce(0) { $0 + $1.count }
      guard found == byteCount else {
        throw DataFault(
          ONNXRules.tensorData,
          "\(element.name)\(tensor.shape) needs \(byteCount) bytes but \(source.name) has \(found)",
          at: start)
      }
      if pieces.count == 1 { return .mapped(file, pieces[0]) }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(found)
      for piece in pieces { bytes += wire.bytes[piece] }
      return .bytes(bytes)
    }
    var words = IntegerElements(element, byteCount: byteCount)
    for piece in pieces { try words.append(varints: wire.subrange(piece)) }
    return .bytes(try words.finish(tensor.shape, source.name, at: start))
  }

  private func strings(
    _ shape: [Int], in wire: WireReader, at offset: Int
  ) throws(DataFault) -> ONNXTensor.Content {
    guard source == nil || source == .strings else {
      throw DataFault(
        ONNXRules.tensorData, "strings stand in \(source?.name ?? "") instead of string_data",
        at: pieces.first?.lowerBound ?? offset)
    }
    let count = ONNXTensor.elementCount(shape) ?? Int.max
    guard pieces.count == count else {
      throw DataFault(
        ONNXRules.tensorData,
        "string\(shape) needs \(count) elements but string_data has \(pieces.count)", at: offset)
    }
    return .strings(pieces.map { Array(wire.bytes[$0]) })
  }
}
