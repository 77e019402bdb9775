import IR

/// The kinds of tensor that weighted sums, pooling and quantization tell apart.
///
/// Types that reach a definition are sound: scales are positive and finite, there is one for each
/// index of the quantization axis, and only integers are quantized.
extension TensorType {
  /// `i8` or `u8` with one scale and zero point: what layers of an integer program pass on.
  package var isQuantizedActivation: Bool {
    (element == .i8 || element == .u8) && isQuantizedPerTensor
  }

  /// `i16` with one scale and the zero point 0: activations and weights whose sums have 64 bits.
  package var isQuantizedWord: Bool {
    element == .i16 && isQuantizedPerTensor && quantization?.isSymmetric ?? false
  }

  /// `i8` or `i4` with zero points 0, with one scale or one for each output channel (axis 0).
  package var isQuantizedWeight: Bool {
    guard element == .i8 || element == .i4, let quantization else { return false }
    return quantization.isSymmetric && (quantization.axis ?? 0) == 0
  }

  /// A quantized integer of at most 32 bits.
  package var isQuantizedWithin32Bits: Bool {
    quantization != nil && element.isInteger && element.bits <= 32
  }

  /// A quantized `i64` with zero points 0: sums of products of 16 bits.
  package var isQuantizedWideSum: Bool {
    element == .i64 && quantization?.isSymmetric ?? false
  }

  /// The zero point of a tensor quantized per tensor; 0 if it is not quantized.
  package var commonZeroPoint: Int32 { quantization?.zeroPoint(at: 0) ?? 0 }
}

extension Activation {
  /// Whether the lower bound is not above the upper one; not so if either is no number.
  package var isOrdered: Bool {
    guard case .clip(let low, let high) = self else { return true }
    return low <= high
  }

  /// The operations on each element of a result.
  package var operationsPerElement: Int { self == .none ? 0 : 1 }
}
