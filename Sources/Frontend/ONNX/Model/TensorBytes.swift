import Basic
import IR

/// Makes tensors from little-endian elements as ONNX lays them out.
struct TensorBytes {
  private let type: TensorType

  /// Makes tensors of `type`, which has at most as many elements as are allowed.
  init(_ type: TensorType) {
    self.type = type
  }

  /// How many bytes are copied before the pages they came from are given back.
  private static let copyStep = 1 << 20

  /// The tensor whose elements are a stretch of a mapped file.
  func tensor(mapping file: MappedFile, _ range: Range<Int>) throws(DataFault) -> Tensor {
    let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[range])
    if isPacked { return unpacked(bytes) }
    if type.element == .bool { try check(bytes, from: range.lowerBound) }
    if range.lowerBound % type.element.storedBytes == 0 {
      return Tensor(type, TensorStorage(mapping: file, range))
    }
    return Tensor(
      type,
      TensorStorage(byteCount: type.byteCount) { target in
        for start in stride(from: 0, to: bytes.count, by: Self.copyStep) {
          let step = start..<min(bytes.count, start + Self.copyStep)
          UnsafeMutableRawBufferPointer(rebasing: target[step])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[step]))
          file.release(range.lowerBound + step.lowerBound..<range.lowerBound + step.upperBound)
        }
      })
  }

  /// The tensor whose elements are `bytes`.
  func tensor(_ bytes: [UInt8]) throws(DataFault) -> Tensor {
    let result = bytes.withUnsafeBytes { bytes in
      Result<Tensor, DataFault> { () throws(DataFault) in
        if isPacked { return unpacked(bytes) }
        if type.element == .bool { try check(bytes, from: 0) }
        return Tensor(
          type, TensorStorage(byteCount: type.byteCount) { $0.copyMemory(from: bytes) })
      }
    }
    return try result.get()
  }

  /// Whether two elements share a byte in the file.
  private var isPacked: Bool { type.element.bits == 4 }

  /// Elements of four bits, the first of a byte in its low half, each in a byte of its own.
  private func unpacked(_ bytes: UnsafeRawBufferPointer) -> Tensor {
    let isSigned = type.element == .i4
    return Tensor(type, of: UInt8.self) { target in
      for index in target.indices {
        let half = index % 2 == 0 ? bytes[index / 2] & 15 : bytes[index / 2] >> 4
        target[index] = isSigned && half > 7 ? half | 0xF0 : half
      }
    }
  }

  private func check(_ bytes: UnsafeRawBufferPointer, from base: Int) throws(DataFault) {
    guard let index = bytes.firstIndex(where: { $0 > 1 }) else { return }
    throw DataFault(
      DataRules.boolValue, "the byte \(bytes[index]) stands where a truth value should",
      at: base + index)
  }
}
