import Basic
import IR

/// How the elements of an array lie in a file.
struct ArrayLayout: Sendable, Equatable {
  /// Elements and shape.
  let type: TensorType

  /// Whether the most significant byte of an element comes first.
  var isBigEndian = false

  /// Whether the first axis is the fastest.
  var isFirstAxisFastest = false

  /// Whether the bytes are those of a tensor in memory, but perhaps for their alignment.
  var isPlain: Bool {
    let isOrdered = !isFirstAxisFastest || type.shape.count(where: { $0 > 1 }) <= 1
    return isOrdered && (!isBigEndian || type.element.storedBytes == 1)
  }

  /// The tensor at `offset` of a mapped file: a part of the mapping where that is possible.
  func tensor(mapping file: MappedFile, at offset: Int) throws(DataFault) -> Tensor {
    let range = offset..<offset + type.byteCount
    let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[range])
    guard isPlain, offset % type.element.storedBytes == 0 else {
      return try tensor(copying: bytes)
    }
    try check(bytes)
    return Tensor(type, TensorStorage(mapping: file, range))
  }

  /// The tensor whose elements lie in `bytes`, in memory of its own.
  func tensor(copying bytes: UnsafeRawBufferPointer) throws(DataFault) -> Tensor {
    precondition(bytes.count == type.byteCount)
    try check(bytes)
    return Tensor(
      type,
      TensorStorage(byteCount: type.byteCount) { target in
        guard !isPlain else { return target.copyMemory(from: bytes) }
        switch type.element.storedBytes {
        case 1: reorder(UInt8.self, bytes, into: target)
        case 2: reorder(UInt16.self, bytes, into: target)
        case 4: reorder(UInt32.self, bytes, into: target)
        default: reorder(UInt64.self, bytes, into: target)
        }
      })
  }

  private func check(_ bytes: UnsafeRawBufferPointer) throws(DataFault) {
    guard type.element == .bool, let index = bytes.firstIndex(where: { $0 > 1 }) else { return }
    throw DataFault(
      DataRules.boolValue, "the byte \(bytes[index]) stands where a truth value should",
      at: index)
  }

  private func reorder<Word: FixedWidthInteger & BitwiseCopyable>(
    _ word: Word.Type, _ source: UnsafeRawBufferPointer,
    into target: UnsafeMutableRawBufferPointer
  ) {
    let shape = type.shape
    let sourceShape = isFirstAxisFastest ? Array(shape.reversed()) : shape
    let rowMajor = NDArray<Word>.strides(of: sourceShape)
    let strides = isFirstAxisFastest ? Array(rowMajor.reversed()) : rowMajor
    let inner = shape.last ?? 1
    let step = (strides.last ?? 1) * MemoryLayout<Word>.size
    var position = 0
    for index in IndexSpace(Array(shape.dropLast())) {
      var offset = zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 } * MemoryLayout<Word>.size
      for _ in 0..<inner {
        let element = source.loadUnaligned(fromByteOffset: offset, as: Word.self)
        target.storeBytes(
          of: isBigEndian ? Word(bigEndian: element) : Word(littleEndian: element),
          toByteOffset: position, as: Word.self)
        offset += step
        position += MemoryLayout<Word>.size
      }
    }
  }
}

extension ArrayLayout {
  /// The layout of plain elements, or the reason why the compiler has no such tensor.
  static func checked(
    _ element: ElementType?, typeName: String, _ shape: [Int], name: String, file: String,
    offset: Int
  ) -> Result<ArrayLayout, DataError> {
    func refusal(_ rule: Rule, _ reason: String, help: String? = nil) -> DataError {
      DataError(rule, "tensor '\(name)': \(reason)", file: file, offset: offset, help: help)
    }
    guard let element else {
      return .failure(
        refusal(
          DataRules.unsupportedType, "elements of type '\(typeName)' are not supported",
          help: "convert them to one of i8, u8, i16, i32, i64, f16, bf16, f32, f64 and bool"))
    }
    guard !shape.contains(0) else {
      return .failure(refusal(DataRules.emptyTensor, "the shape \(shape) has no elements"))
    }
    guard TensorType.checkedElementCount(shape) != nil else {
      return .failure(
        refusal(
          DataRules.shape,
          "the shape \(shape) has more than \(TensorType.elementLimit) elements"))
    }
    return .success(ArrayLayout(type: TensorType(element, shape)))
  }
}
