import Basic

extension ONNXTextPrinter {
  /// An initializer with its type, name and elements.
  mutating func add(initializer tensor: ONNXTensor) throws(DataError) {
    try add(typeOf: tensor)
    text += " "
    add(name: tensor.name)
    text += " = "
    try addElements(of: tensor, sign: "")
  }

  /// The element type and the shape of a tensor.
  mutating func add(typeOf tensor: ONNXTensor) throws(DataError) {
    try add(.tensor(tensor.element, tensor.shape.map { .size($0) }), of: tensor.name)
  }

  /// The elements of a tensor, or the place where they are after `sign`.
  mutating func addElements(of tensor: ONNXTensor, sign: String) throws(DataError) {
    switch tensor.content {
    case .external(let data):
      text += sign + place(data)
    case .strings(let strings):
      text += sign.isEmpty ? "{" : " {"
      try add(strings) { (printer, string) throws(DataError) in
        try printer.add(string: string, "an element of '\(tensor.name)'")
      }
      text += "}"
    case .mapped, .bytes:
      let data = tensor.withBytes { bytes in moved(tensor, bytes) }
      if let data = data ?? nil {
        text += sign + place(data)
        return
      }
      text += sign.isEmpty ? "{" : " {"
      let digits = tensor.withBytes { TensorText(tensor.element, tensor.shape, $0).text }
      text += digits ?? ""
      text += "}"
    }
  }

  private func place(_ data: ONNXTensor.ExternalData) -> String {
    properties(data.entries)
  }

  /// Moves elements to the side file if they are many, or no text reads back as them.
  private mutating func moved(
    _ tensor: ONNXTensor, _ bytes: UnsafeRawBufferPointer
  ) -> ONNXTensor.ExternalData? {
    guard let sideFile = options.sideFile, !bytes.isEmpty else { return nil }
    let count = ONNXTensor.elementCount(tensor.shape) ?? Int.max
    let elements = TensorText(tensor.element, tensor.shape, bytes)
    guard count > options.inlineLimit || !elements.isExact else { return nil }
    // Aligned, so that the file can be used where it is mapped.
    while sideBytes.count % Self.alignment != 0 { sideBytes.append(0) }
    var data = ONNXTensor.ExternalData(location: sideFile)
    data.offset = sideBytes.count
    data.length = bytes.count
    sideBytes += bytes
    return data
  }

  /// Where tensors start in a side file, in bytes.
  private static let alignment = 64
}

extension ONNXTensor.ExternalData {
  /// The entries that name the place, in the order of the format's documentation.
  var entries: [ONNXModel.Property] {
    var entries = [ONNXModel.Property("location", location)]
    if offset != 0 || length != nil { entries.append(.init("offset", String(offset))) }
    if let length { entries.append(.init("length", String(length))) }
    if let checksum { entries.append(.init("checksum", checksum)) }
    return entries
  }
}

/// The elements of a tensor as numbers of the textual syntax.
struct TensorText {
  private let element: ONNXElementType
  private let count: Int
  private let bytes: UnsafeRawBufferPointer

  /// Takes little-endian elements, as many as the shape says.
  init(_ element: ONNXElementType, _ shape: [Int], _ bytes: UnsafeRawBufferPointer) {
    self.element = element
    count = ONNXTensor.elementCount(shape) ?? 0
    self.bytes = bytes
  }

  /// The numbers, separated by commas.
  var text: String {
    switch element {
    case .float, .complex64:
      joined(UInt32.self) { FloatText.text(Float(bitPattern: $0)) }
    case .double, .complex128:
      joined(UInt64.self) { FloatText.text(Double(bitPattern: $0)) }
    case .int8: joined(Int8.self) { String($0) }
    case .int16: joined(Int16.self) { String($0) }
    case .uint16, .float16, .bfloat16: joined(UInt16.self) { String($0) }
    case .int32: joined(Int32.self) { String($0) }
    case .uint32: joined(UInt32.self) { String($0) }
    case .int64: joined(Int64.self) { String($0) }
    case .uint64: joined(UInt64.self) { String($0) }
    case .float6e2m3, .float6e3m2:
      (0..<count).map { String(sixBits($0)) }.joined(separator: ",")
    default: joined(UInt8.self) { String($0) }
    }
  }

  private func joined<Word: FixedWidthInteger & BitwiseCopyable>(
    _ word: Word.Type, _ text: (Word) -> String
  ) -> String {
    var result = ""
    for offset in stride(from: 0, to: bytes.count, by: MemoryLayout<Word>.size) {
      if offset > 0 { result += "," }
      result += text(
        Word(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Word.self)))
    }
    return result
  }

  /// The element at `index` of a stream of six bits each, the lowest bits first.
  private func sixBits(_ index: Int) -> UInt8 {
    let (byte, shift) = (index * 6 / 8, UInt16(index * 6 % 8))
    let next = byte + 1 < bytes.count ? UInt16(bytes[byte + 1]) : 0
    return UInt8((UInt16(bytes[byte]) | next << 8) >> shift & 63)
  }

  /// Whether the text reads back as the same bits, which that of a NaN may not.
  var isExact: Bool {
    switch element {
    case .float, .complex64:
      stride(from: 0, to: bytes.count, by: 4).allSatisfy {
        let bits = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self))
        return !Float(bitPattern: bits).isNaN || bits | 1 << 31 == 0xFFC0_0000
      }
    case .double, .complex128:
      stride(from: 0, to: bytes.count, by: 8).allSatisfy {
        let bits = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
        return !Double(bitPattern: bits).isNaN || bits | 1 << 63 == 0xFFF8_0000_0000_0000
      }
    default: true
    }
  }
}
