import IR

extension TensorType {
  /// The elements are `f32`, which float arithmetic works on.
  var isFloat: Bool { element == .f32 && quantization == nil }

  /// The elements are floats of any width.
  var isAnyFloat: Bool { element.isFloat && quantization == nil }

  /// The elements are numbers that stand for themselves: neither `bool` nor quantized.
  var isNumber: Bool { element != .bool && quantization == nil }

  /// The elements are integers of at most 32 bits that stand for real numbers by one scale.
  var isQuantizedInteger: Bool { isQuantizedWithin32Bits && isQuantizedPerTensor }

  /// The scale and zero point that serve the whole tensor; the rules have been checked.
  var perTensor: (scale: Double, zeroPoint: Int32) {
    guard let quantization, quantization.isPerTensor else {
      preconditionFailure("\(self) is not quantized per tensor")
    }
    return (quantization.scales[0], quantization.zeroPoints[0])
  }

  /// The axis that `axis` names, counted from the end if negative, or `nil` if there is none.
  func resolvedAxis(_ axis: Int) -> Int? {
    let resolved = axis < 0 ? axis + rank : axis
    return shape.indices.contains(resolved) ? resolved : nil
  }

  /// For each axis, whether it is one of `axes`, which are not negative.
  func marks(of axes: [Int]) -> [Bool] {
    var marks = [Bool](repeating: false, count: rank)
    for axis in axes { marks[axis] = true }
    return marks
  }

  /// The axes that there are, in words.
  var axesInWords: String {
    rank == 0 ? "x is a scalar, which has no axis" : "axes of x lie in \(-rank)...\(rank - 1)"
  }
}

/// `value` limited to what elements of type `element` hold.
func saturated(_ value: Int, to element: ElementType) -> Int32 {
  let range = element.integerRange ?? 0...0
  return Int32(clamping: min(max(Int64(value), range.lowerBound), range.upperBound))
}

/// The integer that stands for the real number `value`: rounded to even, then saturated.
func quantized(_ value: Double, _ type: TensorType) -> Int32 {
  let (scale, zeroPoint) = type.perTensor
  let range = type.element.integerRange ?? 0...0
  let q = (value / scale).rounded(.toNearestOrEven) + Double(zeroPoint)
  return Int32(min(max(q, Double(range.lowerBound)), Double(range.upperBound)))
}
