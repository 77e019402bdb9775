import Basic

/// A Swift type that elements are stored as.
package protocol TensorScalar: BitwiseCopyable, Sendable {}
extension Int8: TensorScalar {}
extension UInt8: TensorScalar {}
extension Int16: TensorScalar {}
extension UInt16: TensorScalar {}
extension Int32: TensorScalar {}
extension Int64: TensorScalar {}
extension Float16: TensorScalar {}
extension Float: TensorScalar {}
extension Double: TensorScalar {}

/// An immutable array of elements with a type, row-major, the last axis fastest.
///
/// Elements narrower than a byte take a byte each; `bf16` is kept as the upper half of an `f32`.
package struct Tensor: Sendable {
  /// Elements, shape and quantization.
  package let type: TensorType

  /// The bytes.
  package let storage: TensorStorage

  /// Takes `storage`, which holds exactly the elements of `type`.
  package init(_ type: TensorType, _ storage: TensorStorage) {
    precondition(storage.bytes.count == type.byteCount, "storage does not fit \(type)")
    self.type = type
    self.storage = storage
  }

  /// Makes a tensor whose elements `fill` writes, all of them.
  package init<Scalar: TensorScalar>(
    _ type: TensorType, of scalar: Scalar.Type,
    fill: (UnsafeMutableBufferPointer<Scalar>) -> Void
  ) {
    precondition(MemoryLayout<Scalar>.size == type.element.storedBytes)
    self.init(
      type,
      TensorStorage(byteCount: type.byteCount) { fill($0.bindMemory(to: Scalar.self)) })
  }

  /// Makes a tensor from elements as they are stored.
  package init<Scalar: TensorScalar>(_ type: TensorType, _ elements: [Scalar]) {
    precondition(elements.count == type.elementCount, "\(elements.count) elements for \(type)")
    self.init(type, of: Scalar.self) { target in
      _ = target.initialize(from: elements)
    }
  }

  /// The same elements under another type of the same size.
  package func retyped(_ type: TensorType) -> Tensor { Tensor(type, storage) }

  /// Calls `body` with the elements as they are stored.
  @inlinable
  package func withElements<Scalar: TensorScalar, Result>(
    of scalar: Scalar.Type, _ body: (UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result {
    precondition(MemoryLayout<Scalar>.size == type.element.storedBytes)
    return try withExtendedLifetime(storage) {
      try body(storage.bytes.bindMemory(to: Scalar.self))
    }
  }

  /// The digest of the bytes.
  package var contentHash: ContentHash {
    withExtendedLifetime(storage) { ContentHash(of: storage.bytes) }
  }
}

extension Tensor: Equatable {
  /// Equal types and equal bytes.
  package static func == (a: Tensor, b: Tensor) -> Bool {
    guard a.type == b.type else { return false }
    return a.storage === b.storage || a.storage.bytes.elementsEqual(b.storage.bytes)
  }
}
