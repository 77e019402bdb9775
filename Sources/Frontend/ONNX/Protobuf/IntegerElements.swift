import Basic

/// Packs integers of 32 or 64 bits, as the fields of a tensor hold them, in the element's width.
struct IntegerElements {
  private let element: ONNXElementType
  private let width: Int
  private let accepted: ClosedRange<Int64>
  private let byteCount: Int
  private(set) var bytes: [UInt8] = []
  /// Bits of an element that does not fill whole bytes, and how many there are.
  private var rest: (bits: UInt64, count: Int) = (0, 0)

  /// Starts the elements of a tensor, which take `byteCount` bytes when there are enough.
  init(_ element: ONNXElementType, byteCount: Int) {
    self.element = element
    self.byteCount = byteCount
    (width, accepted) = Self.form(of: element)
  }

  /// The bits that one number contributes, and the numbers that fit.
  ///
  /// Types without a field of their own are kept as bit patterns, which some writers extend by
  /// their highest bit; elements of 2 and 4 bits are packed to a byte before.
  private static func form(of element: ONNXElementType) -> (Int, ClosedRange<Int64>) {
    switch element {
    case .int8: (8, -128...127)
    case .uint8: (8, 0...255)
    case .bool: (8, 0...1)
    case .int16: (16, -32768...32767)
    case .uint16: (16, 0...65535)
    case .float16, .bfloat16: (16, -32768...65535)
    case .int32: (32, Int64(Int32.min)...Int64(Int32.max))
    case .uint32: (32, 0...Int64(UInt32.max))
    case .int64, .uint64: (64, Int64.min...Int64.max)
    case .float6e2m3, .float6e3m2: (6, 0...63)
    default: (8, -128...255)
    }
  }

  /// Adds one number; `false` if it does not fit the type.
  mutating func append(_ value: Int64) -> Bool {
    guard accepted.contains(value) else { return false }
    switch width {
    case 8: bytes.append(UInt8(truncatingIfNeeded: value))
    case 6:
      rest.bits |= UInt64(bitPattern: value) << UInt64(rest.count)
      rest.count += 6
      if rest.count >= 8 { flush() }
    default:
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0.prefix(width / 8)) }
    }
    return true
  }

  private mutating func flush() {
    bytes.append(UInt8(truncatingIfNeeded: rest.bits))
    rest = (rest.bits >> 8, max(0, rest.count - 8))
  }

  /// Adds all numbers of a packed field.
  mutating func append(varints wire: WireReader) throws(DataFault) {
    var wire = wire
    // No more than the shape asks for: the numbers may be many and wrong.
    bytes.reserveCapacity(min(byteCount, bytes.count + wire.varintCount * max(1, width / 8)))
    while wire.position < wire.end {
      let offset = wire.position
      let value = Int64(bitPattern: try wire.rawVarint())
      guard append(value) else {
        throw DataFault(
          ONNXRules.tensorData, "the number \(value) does not fit \(element.name)", at: offset)
      }
    }
  }

  /// The bytes so far, with bits of zero after the last element.
  var padded: [UInt8] {
    guard rest.count > 0 else { return bytes }
    return bytes + [UInt8(truncatingIfNeeded: rest.bits)]
  }

  /// The bytes, if they are as many as the shape needs.
  func finish(
    _ shape: [Int], _ source: String, at offset: Int
  ) throws(DataFault) -> [UInt8] {
    let bytes = padded
    guard bytes.count == byteCount else {
      throw DataFault(
        ONNXRules.tensorData,
        "\(element.name)\(shape) needs \(byteCount) bytes but \(source) gives \(bytes.count)",
        at: offset)
    }
    return bytes
  }
}
