import Basic
import IR

/// Writes tensors as `.dat` files.
enum DatWriter {
  /// The file that holds `tensor`, whose quantization is not part of it, in another shape if one is
  /// given; `nil` if the format has no type for its elements.
  static func bytes(of tensor: Tensor, shape: [Int]? = nil) -> [UInt8]? {
    guard let item = item(tensor.type.element) else { return nil }
    let header = DatHeader(
      shape: shape ?? tensor.type.shape, bits: tensor.type.element.bits, item: item)
    precondition(header.itemCount == tensor.type.elementCount)
    guard header.shape.count <= DatHeader.rankLimit, let length = UInt32(exactly: header.dataCount)
    else { return nil }
    var bytes: [UInt8] = [0x4E, 0xEF, 1, 0]
    bytes.reserveCapacity(DatHeader.count + header.dataCount)
    func append(_ word: UInt32) {
      withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }
    append(length)
    append(UInt32(header.shape.count))
    for axis in 0..<DatHeader.rankLimit {
      append(axis < header.shape.count ? UInt32(header.shape[axis]) : 0)
    }
    append(UInt32(header.bits))
    append(item.rawValue)
    bytes.append(contentsOf: repeatElement(0, count: DatHeader.count - bytes.count))
    withExtendedLifetime(tensor.storage) {
      if header.bits < 8 {
        bytes.append(contentsOf: packed(tensor.storage.bytes, header))
      } else {
        bytes.append(contentsOf: tensor.storage.bytes)
      }
    }
    return bytes
  }

  /// The type of an item, or `nil` where the format has none.
  private static func item(_ element: ElementType) -> DatHeader.ItemType? {
    switch element {
    case .f16, .f32, .f64: .float
    case .i4, .i8, .i16, .i32, .i64: .signed
    case .u4, .u8: .unsigned
    case .bool: .bool
    case .bf16: nil
    }
  }

  /// Elements of a byte each, packed with the first in the highest bits.
  private static func packed(_ elements: UnsafeRawBufferPointer, _ header: DatHeader) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: header.dataCount)
    let mask = UInt8((1 << header.bits) - 1)
    for (index, element) in elements.enumerated() {
      let first = index * header.bits
      bytes[first / 8] |= (element & mask) << UInt8(8 - header.bits - first % 8)
    }
    return bytes
  }
}
