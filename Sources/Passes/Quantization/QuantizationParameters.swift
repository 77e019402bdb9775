import IR

/// How ranges become scales and zero points, and numbers integers.
package enum QuantizationParameters {
  /// The scales that are used: the product of two is a normal `f32`, whatever the data.
  private static let scaleLimits: ClosedRange<Float> = 0x1p-60...0x1p60

  /// Asymmetric, for activations: the range is spread over all integers, and zero is exact.
  ///
  /// - Parameter least: the smallest scale that may be chosen.
  package static func asymmetric(
    _ range: ObservedRange, _ element: ElementType, least: Float = 0
  ) -> Quantization {
    let limits = element.integerRange ?? 0...0
    let (lowest, highest) = (Double(limits.lowerBound), Double(limits.upperBound))
    let width = Double(range.high) - Double(range.low)
    guard width > 0, width.isFinite else {
      return Quantization(scale: max(1, clamped(least)), zeroPoint: 0)
    }
    let scale = clamped(max(Float(width / (highest - lowest)), least))
    let zero = (lowest - Double(range.low) / Double(scale)).rounded(.toNearestOrEven)
    return Quantization(scale: scale, zeroPoint: Int32(min(max(zero, lowest), highest)))
  }

  /// Symmetric, for weights: −127 … 127 for `i8`, −7 … 7 for `i4`.
  package static func symmetricScale(_ largest: Float, _ element: ElementType) -> Float {
    let limit = Float(element.integerRange?.upperBound ?? 1)
    return largest > 0 ? clamped(largest / limit) : 1
  }

  /// The nearest scale that is used.
  package static func clamped(_ scale: Float) -> Float {
    min(max(scale, scaleLimits.lowerBound), scaleLimits.upperBound)
  }

  /// A tensor quantized with one scale, symmetrically.
  ///
  /// - Parameter least: the smallest scale that may be chosen.
  package static func symmetric(
    _ tensor: Tensor, _ element: ElementType, least: Float = 0
  ) -> Tensor {
    let values = tensor.floats
    let scale = max(symmetricScale(values.reduce(0) { max($0, abs($1)) }, element), least)
    let type = TensorType(
      element, tensor.type.shape, Quantization(scale: scale, zeroPoint: 0))
    return Tensor(type, numbers: values.map { Double($0) / Double(scale) })
  }

  /// Numbers as `i32` in steps of `scale(index)`.
  package static func accumulators(
    _ tensor: Tensor, _ quantization: Quantization
  ) -> Tensor {
    let type = TensorType(.i32, tensor.type.shape, quantization)
    let values = tensor.floats.enumerated().map { position, value in
      let channel = type.index(of: position, along: quantization.axis)
      return Double(value) / Double(quantization.scale(at: channel))
    }
    return Tensor(type, numbers: values)
  }

  /// The integer that stands for `value`, to the nearest, ties to even, saturated.
  package static func integer(_ value: Double, _ storage: StorageType) -> Int32 {
    guard let quantization = storage.quantization, let range = storage.element.integerRange else {
      preconditionFailure("\(storage) is not quantized")
    }
    let (low, high) = (Double(range.lowerBound), Double(range.upperBound))
    let steps = (value / Double(quantization.scales[0])).rounded(.toNearestOrEven)
    guard !steps.isNaN else { return quantization.zeroPoints[0] }
    return Int32(min(max(steps + Double(quantization.zeroPoints[0]), low), high))
  }
}

extension StorageType {
  /// The least and the greatest integer that an activation leaves.
  func bounds(_ activation: Activation) -> [Int] {
    let range = element.integerRange ?? 0...0
    let all = [Int(range.lowerBound), Int(range.upperBound)]
    switch activation {
    case .none: return all
    case .relu: return [Int(QuantizationParameters.integer(0, self)), all[1]]
    case .clip(let low, let high):
      return [low, high].map { Int(QuantizationParameters.integer($0, self)) }
    }
  }
}
