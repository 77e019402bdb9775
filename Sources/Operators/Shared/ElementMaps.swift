import IR

extension Tensor {
  /// Applies `operate` to every element as it is stored.
  @inline(__always)
  func mapElements<Input: TensorScalar, Output: TensorScalar>(
    _ result: TensorType, _ operate: (Input) -> Output
  ) -> Tensor {
    let output = UnfilledTensor<Output>(result)
    withExtendedLifetime(storage) {
      let elements = storage.bytes.bindMemory(to: Input.self)
      let target = output.elements
      for index in elements.indices { target[index] = operate(elements[index]) }
    }
    return output.tensor
  }

  /// Limits integers of at most 32 bits to `low ... high`.
  func limitIntegers(_ result: TensorType, _ low: Int32, _ high: Int32) -> Tensor {
    switch type.element {
    case .i4, .i8: limit(Int8.self, result, low, high)
    case .u4, .u8: limit(UInt8.self, result, low, high)
    case .i16: limit(Int16.self, result, low, high)
    case .i32: limit(Int32.self, result, low, high)
    case .i64, .f16, .bf16, .f32, .f64, .bool:
      preconditionFailure("\(type) has no 32-bit integers")
    }
  }

  private func limit<Element: TensorScalar & FixedWidthInteger>(
    _: Element.Type, _ result: TensorType, _ low: Int32, _ high: Int32
  ) -> Tensor {
    let (low, high) = (Element(clamping: low), Element(clamping: high))
    return mapElements(result) { (x: Element) in min(max(x, low), high) }
  }
}

/// A tensor whose elements its maker still has to write, all of them, before anyone else sees it.
///
/// A loop that writes here stands in the function that calls it, where the operation on an element
/// is compiled into it; in a closure it would be a call for each element, ten times slower.
struct UnfilledTensor<Element: TensorScalar> {
  /// The tensor.
  let tensor: Tensor

  /// Where to write; valid while `tensor` lives.
  let elements: UnsafeMutableBufferPointer<Element>

  /// Allocates a tensor of `type`.
  init(_ type: TensorType) {
    var memory = UnsafeMutableBufferPointer<Element>(start: nil, count: 0)
    tensor = Tensor(type, of: Element.self) { memory = $0 }
    elements = memory
  }
}
