import Basic
import IR

/// The tensor of a `.dat` file, which is mapped where its items are as they are in memory.
struct DatFile: Sendable {
  /// What the file says of itself.
  let header: DatHeader

  /// The items.
  ///
  /// Those narrower than a byte take a byte each; unsigned ones of 16 and more bits become signed ones
  /// of twice the width, or of 64 bits.
  let tensor: Tensor

  /// Reads a file whose bytes are all of `storage`.
  init(_ storage: TensorStorage) throws(DataFault) {
    header = try DatHeader(storage.bytes)
    let type = TensorType(Self.element(header), header.shape)
    let range = DatHeader.count..<storage.bytes.count
    let data = UnsafeRawBufferPointer(rebasing: storage.bytes[range])
    let isPlain =
      header.item == .float || (header.item != .bool && header.bits == 8)
      || (header.item.isSigned && header.bits > 8)
    switch header.bits {
    case _ where isPlain:
      tensor = Tensor(type, Self.aligned(storage, range, to: type.element.storedBytes))
    case 16: tensor = Self.widened(type, data, UInt16.self) { Int32($0) }
    case 32: tensor = Self.widened(type, data, UInt32.self) { Int64($0) }
    case 64: tensor = try Self.signed(type, data)
    default:
      // One item a byte or less: truth values, and integers that are packed.
      let values = Self.unpacked(data, header)
      tensor = Tensor(type, values)
    }
    withExtendedLifetime(storage) {}
  }

  private static func element(_ header: DatHeader) -> ElementType {
    switch (header.item, header.bits) {
    case (.bool, _): .bool
    case (.float, 16): .f16
    case (.float, 32): .f32
    case (.float, _): .f64
    case (let item, 4): item.isSigned ? .i4 : .u4
    case (let item, ...8): item.isSigned ? .i8 : .u8
    case (let item, 16): item.isSigned ? .i16 : .i32
    case (let item, 32): item.isSigned ? .i32 : .i64
    default: .i64
    }
  }

  /// The stretch itself if it is aligned to whole elements, or else a copy.
  private static func aligned(
    _ storage: TensorStorage, _ range: Range<Int>, to width: Int
  ) -> TensorStorage {
    let data = UnsafeRawBufferPointer(rebasing: storage.bytes[range])
    guard UInt(bitPattern: data.baseAddress) % UInt(width) != 0 else {
      return TensorStorage(sharing: storage, range)
    }
    return TensorStorage(byteCount: data.count) { $0.copyMemory(from: data) }
  }

  private static func widened<Word: FixedWidthInteger & BitwiseCopyable, Scalar: TensorScalar>(
    _ type: TensorType, _ data: UnsafeRawBufferPointer, _ word: Word.Type,
    _ convert: (Word) -> Scalar
  ) -> Tensor {
    Tensor(type, of: Scalar.self) { target in
      for index in target.indices {
        let offset = index * MemoryLayout<Word>.size
        target.initializeElement(
          at: index,
          to: convert(Word(littleEndian: data.loadUnaligned(fromByteOffset: offset, as: Word.self)))
        )
      }
    }
  }

  /// Unsigned items of 64 bits, none of which may be beyond the signed ones.
  private static func signed(
    _ type: TensorType, _ data: UnsafeRawBufferPointer
  ) throws(DataFault) -> Tensor {
    for index in 0..<type.elementCount where data[8 * index + 7] > 127 {
      throw DataFault(
        NNEFRules.data, "item \(index) is 2^63 or more", at: DatHeader.count + 8 * index)
    }
    return widened(type, data, Int64.self) { $0 }
  }

  /// Items of at most 8 bits, packed with the first in the highest bits.
  private static func unpacked(_ data: UnsafeRawBufferPointer, _ header: DatHeader) -> [UInt8] {
    let bits = header.bits
    return (0..<header.itemCount).map { index in
      let first = index * bits
      let high = Int(data[first / 8]) << 8
      let low = first / 8 + 1 < data.count ? Int(data[first / 8 + 1]) : 0
      let item = ((high | low) >> (16 - bits - first % 8)) & ((1 << bits) - 1)
      if header.item == .bool { return item == 0 ? 0 : 1 }
      let isNegative = header.item.isSigned && item >> (bits - 1) == 1
      return UInt8(truncatingIfNeeded: isNegative ? item - (1 << bits) : item)
    }
  }
}

extension Tensor {
  /// The same bytes as elements of one byte, whatever their sign.
  fileprivate init(_ type: TensorType, _ bytes: [UInt8]) {
    self.init(
      type,
      TensorStorage(byteCount: type.byteCount) { $0.copyBytes(from: bytes) })
  }
}
