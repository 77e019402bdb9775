import IR

extension Tensor {
  /// Applies `operate` to every element as it is stored.
  @inline(__always)
  func mapElements<Input: TensorScalar, Output: TensorScalar>(
    _ result: TensorType, _ operate: (Input) -> Output
  ) -> Tensor {
    withElements(of: Input.self) { elements in
      Tensor(result, of: Output.self) { target in
        for index in elements.indices { target[index] = operate(elements[index]) }
      }
    }
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
