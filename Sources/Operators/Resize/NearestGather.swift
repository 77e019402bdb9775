import IR

/// `resize` in the mode nearest: along each axis, which index of the operand every index takes.
package struct NearestGather: Sendable {
  /// For each axis, the index of the operand for each index of the result.
  private let sources: [[Int]]
  private let result: TensorType

  /// Computes the indices of a call.
  package init(_ call: OperatorCall, _ result: TensorType) {
    sources = ResizePass.taps(call, result).map(\.indices)
    self.result = result
  }

  /// Gathers the elements, which are moved as they are stored.
  package func apply(_ x: Tensor) -> Tensor {
    switch result.element.storedBytes {
    case 1: gather(UInt8.self, x)
    case 2: gather(UInt16.self, x)
    case 4: gather(Int32.self, x)
    default: gather(Int64.self, x)
    }
  }

  private func gather<Element: TensorScalar>(_: Element.Type, _ x: Tensor) -> Tensor {
    // A last axis that stays moves with the one before it, as runs of elements.
    let isWhole = sources.last.map { $0.elementsEqual(0..<$0.count) } ?? false
    let run = isWhole && x.type.shape.last == result.shape.last ? result.shape.last ?? 1 : 1
    let axes = run > 1 ? sources.dropLast() : sources[...]
    let strides = rowMajorStrides(of: x.type.shape)
    let output = UnfilledTensor<Element>(result)
    x.withElements(of: Element.self) { source in
      let target = output.elements
      var position = 0
      for index in IndexSpace(Array(result.shape.prefix(max(0, axes.count - 1)))) {
        let row = index.indices.reduce(0) { $0 + axes[$1][index[$1]] * strides[$1] }
        guard let last = axes.last else {
          for i in 0..<run { target[i] = source[i] }
          continue
        }
        let stride = strides[axes.count - 1]
        for column in last {
          let start = row + column * stride
          for i in 0..<run { target[position + i] = source[start + i] }
          position += run
        }
      }
    }
    return output.tensor
  }
}
