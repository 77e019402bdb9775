import IR

/// NumPy broadcasting: shapes are aligned at the right, and an axis of size 1 is repeated.
enum Broadcasting {
  /// The shape of the result, or `nil` if some aligned sizes differ and none of them is 1.
  static func shape(_ a: [Int], _ b: [Int]) -> [Int]? {
    let rank = max(a.count, b.count)
    var shape = [Int](repeating: 1, count: rank)
    for axis in 0..<rank {
      let x = size(a, axis, rank)
      let y = size(b, axis, rank)
      guard x == y || x == 1 || y == 1 else { return nil }
      shape[axis] = x == 1 ? y : x
    }
    return shape
  }

  /// The strides at which an array of `shape` is read along the axes of `result`; zero where it is
  /// repeated.
  static func strides(of shape: [Int], in result: [Int]) -> [Int] {
    let own = rowMajorStrides(of: shape)
    let lead = result.count - shape.count
    return result.indices.map { axis in
      axis < lead || shape[axis - lead] == 1 ? 0 : own[axis - lead]
    }
  }

  /// The size along `axis` of the result, counted in axes of the result.
  private static func size(_ shape: [Int], _ axis: Int, _ rank: Int) -> Int {
    let own = axis - (rank - shape.count)
    return own < 0 ? 1 : shape[own]
  }

  /// A tensor repeated so that it has `shape`; the tensor itself if it has it.
  static func expanded(_ x: Tensor, to shape: [Int]) -> Tensor {
    guard x.type.shape != shape else { return x }
    let result = x.type.reshaped(shape)
    return DataMovement.make(result) { target in
      DataMovement.copy(
        shape, from: x, .init(start: 0, strides: strides(of: x.type.shape, in: shape)),
        to: target, .init(all: shape))
    }
  }

  /// Applies `operate` to each pair of elements of `a` and `b`.
  @inline(__always)
  static func map<A: TensorScalar, B: TensorScalar, Output: TensorScalar>(
    _ a: Tensor, _ b: Tensor, _ result: TensorType,
    _ operate: (_ a: A, _ b: B) -> Output
  ) -> Tensor {
    let walk = StridedWalk(
      result.shape, a: strides(of: a.type.shape, in: result.shape),
      b: strides(of: b.type.shape, in: result.shape))
    let output = UnfilledTensor<Output>(result)
    withExtendedLifetime((a.storage, b.storage)) {
      let x = a.storage.bytes.bindMemory(to: A.self)
      let y = b.storage.bytes.bindMemory(to: B.self)
      let (target, size) = (output.elements, walk.inner.size)
      walk.forEachRun { position, a, b in
        // The usual strides are written as constants so that the loops become SIMD code.
        switch (walk.inner.a, walk.inner.b) {
        case (1, 1):
          for i in 0..<size { target[position &+ i] = operate(x[a &+ i], y[b &+ i]) }
        case (1, 0):
          for i in 0..<size { target[position &+ i] = operate(x[a &+ i], y[b]) }
        case (0, 1):
          for i in 0..<size { target[position &+ i] = operate(x[a], y[b &+ i]) }
        default: preconditionFailure("an innermost axis that neither array runs along")
        }
      }
    }
    return output.tensor
  }
}
