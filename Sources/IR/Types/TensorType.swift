/// The type of a tensor: its elements, its shape, and what its integers stand for.
package struct TensorType: Hashable, Sendable {
  /// The elements.
  package var element: ElementType

  /// The size along each axis, outermost first; empty for a scalar.
  package var shape: [Int]

  /// What the integers stand for, or `nil` if they are only integers.
  package var quantization: Quantization?

  /// Makes a type.
  package init(_ element: ElementType, _ shape: [Int], _ quantization: Quantization? = nil) {
    self.element = element
    self.shape = shape
    self.quantization = quantization
  }

  /// The number of axes.
  package var rank: Int { shape.count }

  /// The largest number of elements that a tensor may have.
  package static let elementLimit = 1 << 31

  /// The number of elements of `shape`, or `nil` if a size is not positive or there are too many.
  package static func checkedElementCount(_ shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      guard size > 0, size <= elementLimit else { return nil }
      count *= size
      guard count <= elementLimit else { return nil }
    }
    return count
  }

  /// The number of elements; the shape is known to be sound.
  package var elementCount: Int { shape.reduce(1, *) }

  /// The bytes that the elements take in memory.
  package var byteCount: Int { elementCount * element.storedBytes }

  /// The same elements in another shape; what the integers stand for stays.
  package func reshaped(_ shape: [Int]) -> TensorType {
    TensorType(element, shape, quantization)
  }

  /// The integers stand for real numbers by one scale and zero point.
  package var isQuantizedPerTensor: Bool { quantization?.isPerTensor ?? false }
}

extension TensorType: CustomStringConvertible {
  /// The form that IR text uses, such as `i8[1, 6] quantized(scale: 0.5, zero: -3)`.
  package var description: String {
    let plain = plainDescription
    guard let quantization else { return plain }
    return "\(plain) \(quantization)"
  }

  /// The element type and the shape alone, such as `i8[1, 6]`.
  package var plainDescription: String {
    "\(element.rawValue)[\(shape.map(String.init).joined(separator: ", "))]"
  }
}

/// The part of a tensor type that an operation can ask for: elements and what they stand for.
package struct StorageType: Hashable, Sendable, CustomStringConvertible {
  /// The elements.
  package var element: ElementType

  /// What the integers stand for.
  package var quantization: Quantization?

  /// Makes a storage type.
  package init(_ element: ElementType, _ quantization: Quantization? = nil) {
    self.element = element
    self.quantization = quantization
  }

  /// A tensor of this storage type.
  package func tensor(_ shape: [Int]) -> TensorType { TensorType(element, shape, quantization) }

  /// The form that IR text uses.
  package var description: String {
    guard let quantization else { return element.rawValue }
    return "\(element.rawValue) \(quantization)"
  }
}
