/// A dense array indexed by several integers, in which operator definitions are written.
///
/// It is made to read like the formula; kernels that must be fast use pointers instead.
package struct NDArray<Element> {
  /// The size along each axis.
  package let shape: [Int]

  /// The elements, row-major.
  package var elements: [Element]

  /// The distance between neighbours along each axis.
  @usableFromInline let strides: [Int]

  /// Takes elements in row-major order.
  package init(_ shape: [Int], _ elements: [Element]) {
    precondition(elements.count == shape.reduce(1, *))
    self.shape = shape
    self.elements = elements
    strides = NDArray.strides(of: shape)
  }

  /// Fills with one value.
  package init(_ shape: [Int], repeating value: Element) {
    self.init(shape, [Element](repeating: value, count: shape.reduce(1, *)))
  }

  /// The distance between neighbours along each axis of a row-major array.
  package static func strides(of shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    return strides
  }

  /// The element at two indices.
  @inlinable
  package subscript(a: Int, b: Int) -> Element {
    get { elements[a * strides[0] + b] }
    set { elements[a * strides[0] + b] = newValue }
  }

  /// The element at four indices.
  @inlinable
  package subscript(a: Int, b: Int, c: Int, d: Int) -> Element {
    get { elements[a * strides[0] + b * strides[1] + c * strides[2] + d] }
    set { elements[a * strides[0] + b * strides[1] + c * strides[2] + d] = newValue }
  }

  /// The element at as many indices as there are axes.
  @inlinable
  package subscript(index: [Int]) -> Element {
    get { elements[offset(of: index)] }
    set { elements[offset(of: index)] = newValue }
  }

  /// The flat position of an index.
  @inlinable
  package func offset(of index: [Int]) -> Int {
    var offset = 0
    for axis in index.indices { offset += index[axis] * strides[axis] }
    return offset
  }
}

extension NDArray where Element == Float {
  /// The elements of a floating-point tensor.
  package init(_ tensor: Tensor) { self.init(tensor.type.shape, tensor.floats) }
}

extension NDArray where Element == Int32 {
  /// The elements of an integer tensor.
  package init(_ tensor: Tensor) { self.init(tensor.type.shape, tensor.integers) }
}

/// All indices of a shape in row-major order.
package struct IndexSpace: Sequence, IteratorProtocol {
  private let shape: [Int]
  private var upcoming: [Int]?

  /// The indices of `shape`.
  package init(_ shape: [Int]) {
    self.shape = shape
    upcoming = shape.contains(0) ? nil : [Int](repeating: 0, count: shape.count)
  }

  /// The next index, the last axis fastest.
  package mutating func next() -> [Int]? {
    guard let index = upcoming else { return nil }
    var following = index
    upcoming = nil
    for axis in shape.indices.reversed() {
      following[axis] += 1
      if following[axis] < shape[axis] {
        upcoming = following
        break
      }
      following[axis] = 0
    }
    return index
  }
}
