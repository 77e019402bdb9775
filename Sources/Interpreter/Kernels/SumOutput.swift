import IR

/// Stores rows of sums as a result.
enum SumOutput {
  /// Adds the bias, applies the activation and stores.
  @inline(__always)
  static func store(
    _ sums: UnsafeBufferPointer<Float>, bias: Float, _ activation: Activation,
    to target: UnsafeMutablePointer<Float>
  ) {
    switch activation {
    case .none: for i in sums.indices { target[i] = sums[i] + bias }
    case .relu: for i in sums.indices { target[i] = max(sums[i] + bias, 0) }
    case .clip(let low, let high):
      let (low, high) = (Float(low), Float(high))
      for i in sums.indices { target[i] = min(max(sums[i] + bias, low), high) }
    }
  }

  /// Adds the bias and stores.
  @inline(__always)
  static func store(
    _ sums: UnsafeBufferPointer<Int32>, bias: Int32, to target: UnsafeMutablePointer<Int32>
  ) {
    for i in sums.indices { target[i] = sums[i] &+ bias }
  }
}
