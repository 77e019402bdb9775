import Basic
import IR

/// What `conv2d`, `dense` and `matmul` share on integers: products summed up in 32 bits, or of 16-bit
/// numbers in 64, whose scale is the product of the operands' scales. ([jacob18] section 2.2)
package enum IntegerAccumulation {
  /// The most products that a sum may have.
  ///
  /// A product of two zero-corrected bytes is at most 255 · 255 < 2^16 in magnitude, or 255 · 128 <
  /// 2^15 if the weight is symmetric; 2^16 products of the latter kind leave 2^23 for a bias. Those of
  /// 16-bit numbers are below 2^46.
  package static let productLimit = 65_536

  /// The quantization of the sums, or `nil` if a scale is not a positive finite `f32`.
  ///
  /// - Parameters:
  ///   - x: quantized per tensor.
  ///   - weight: quantized per tensor or along one axis.
  ///   - axis: the axis of the result along which scales differ if they differ in the weight.
  package static func quantization(
    _ x: TensorType, _ weight: TensorType, axis: Int
  ) -> Quantization? {
    guard let a = x.quantization, let b = weight.quantization else { return nil }
    let scales = b.scales.map { a.scale(at: 0) * $0 }
    guard scales.allSatisfy(isUsable) else { return nil }
    return b.isPerTensor
      ? Quantization(scale: scales[0], zeroPoint: 0)
      : Quantization(symmetricScales: scales, axis: axis)
  }

  /// The element of sums over `x`.
  package static func element(_ x: TensorType) -> ElementType {
    x.isFloat ? .f32 : x.element == .i16 ? .i64 : .i32
  }

  /// Whether `weight` can be multiplied by `x`: both floats, bytes, or numbers of 16 bits.
  static func accepts(weight: TensorType, for x: TensorType) -> Bool {
    if x.isFloat { return weight.isFloat }
    return x.element == .i16 ? weight.isQuantizedWord : weight.isQuantizedWeight
  }

  /// Whether a bias may be added to sums of the given element and quantization: of the same element, and
  /// if it says what its integers stand for, then the same as the sums, to an `f32`, which model files
  /// keep.
  package static func accepts(
    bias: TensorType, sums: Quantization?, of element: ElementType
  ) -> Bool {
    guard bias.element == element else { return false }
    guard let own = bias.quantization else { return true }
    return own.isSymmetric && own.scales.map { Float($0) } == sums?.scales.map { Float($0) }
  }

  /// Whether a scale is positive and finite as an `f32`, in which modes such as that of ONNX compute.
  static func isUsable(_ scale: Double) -> Bool { Float(scale) > 0 && Float(scale).isFinite }

  /// Says which scales have no product.
  package static func scaleDetail(_ x: TensorType, _ weight: TensorType) -> String {
    let a = x.quantization?.scale(at: 0) ?? 1
    let b = weight.quantization?.scales.first { !isUsable(a * $0) } ?? 1
    return "the product of the scales \(NumberText.scale(a)) and \(NumberText.scale(b)) is "
      + NumberText.scale(a * b)
  }
}
