import Basic

/// A tensor in the file: an initializer, or the value of an attribute.
package struct ONNXTensor: Sendable {
  /// Where its elements are.
  package enum Content: Sendable {
    /// A range of the mapped file: little-endian, as wide as the element type, sub-byte elements
    /// packed from the low bits.
    case mapped(MappedFile, Range<Int>)
    /// The same layout in memory of its own.
    case bytes([UInt8])
    case strings([[UInt8]])
    /// In a file of its own, relative to the folder of the model.
    case external(ExternalData)
  }

  /// The place of elements outside the model.
  package struct ExternalData: Sendable, Equatable {
    package var location: String
    package var offset = 0
    /// The number of bytes, or `nil` for as many as the type needs.
    package var length: Int?
    /// SHA-1 of the file, if stated.
    package var checksum: String?

    /// Names a file.
    package init(location: String) {
      self.location = location
    }
  }

  /// The name; empty in attributes.
  package var name = ""
  package var element: ONNXElementType
  package var shape: [Int]
  package var content: Content
  package var documentation = ""
  /// Texts that tools attach.
  package var metadata: [ONNXModel.Property] = []
  /// Where the file says so; not part of what it means.
  package var place = Diagnostic.Place.none

  /// Makes a tensor.
  package init(name: String = "", _ element: ONNXElementType, _ shape: [Int], _ content: Content) {
    self.name = name
    self.element = element
    self.shape = shape
    self.content = content
  }
}

extension ONNXTensor {
  /// The number of elements of `shape`, whose sizes are not negative, or `nil` if there are too
  /// many to count.
  package static func elementCount(_ shape: [Int]) -> Int? {
    if shape.contains(0) { return 0 }
    var count = 1
    for size in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard !overflows else { return nil }
      count = product
    }
    return count
  }
}

/// A sparse tensor: the elements that are not zero, and where they are.
package struct ONNXSparseTensor: Sendable, Equatable {
  /// The elements, on one axis; their name is that of the tensor.
  package var values: ONNXTensor
  /// Flat positions, or one index for each axis.
  package var indices: ONNXTensor
  package var shape: [Int]

  /// Makes a sparse tensor.
  package init(values: ONNXTensor, indices: ONNXTensor, shape: [Int]) {
    self.values = values
    self.indices = indices
    self.shape = shape
  }
}

extension ONNXTensor: Equatable {
  /// Equal names, types, elements and texts; the place and where the bytes lie do not matter.
  package static func == (a: ONNXTensor, b: ONNXTensor) -> Bool {
    guard a.name == b.name, a.element == b.element, a.shape == b.shape,
      a.documentation == b.documentation, a.metadata == b.metadata
    else { return false }
    switch (a.content, b.content) {
    case (.strings(let x), .strings(let y)): return x == y
    case (.external(let x), .external(let y)): return x == y
    default:
      return a.withBytes { x in b.withBytes { y in x.elementsEqual(y) } ?? false } ?? false
    }
  }

  /// Calls `body` with the little-endian elements; gives `nil` if they are strings or elsewhere.
  package func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result? {
    switch content {
    case .mapped(let file, let range):
      return try withExtendedLifetime(file) {
        try body(UnsafeRawBufferPointer(rebasing: file.bytes[range]))
      }
    case .bytes(let bytes): return try bytes.withUnsafeBytes { try body($0) }
    case .strings, .external: return nil
    }
  }
}
