import Basic

/// How integers stand for real numbers: `real = scale · (q − zeroPoint)`.
///
/// Per tensor there is one scale and one zero point and no axis; per axis there is one of each for
/// every index along `axis`. ([jacob18] eq. 1)
package struct Quantization: Hashable, Sendable {
  /// The step between neighbouring integers; positive and finite, also as an `f32`.
  ///
  /// Scales of weights and activations are `f32` values. Those of sums of products are the exact
  /// product of two of them, which takes up to 48 bits, so that no multiplier derived from them
  /// has been rounded on the way.
  package var scales: [Double]

  /// The integers that stand for zero.
  package var zeroPoints: [Int32]

  /// The axis along which scales differ, or `nil`.
  package var axis: Int?

  /// One scale and zero point for the whole tensor.
  package init(scale: Double, zeroPoint: Int32) {
    scales = [scale]
    zeroPoints = [zeroPoint]
    axis = nil
  }

  /// One `f32` scale and zero point for the whole tensor.
  @_disfavoredOverload
  package init(scale: Float, zeroPoint: Int32) {
    self.init(scale: Double(scale), zeroPoint: zeroPoint)
  }

  /// A scale and zero point for each index along `axis`.
  package init(scales: [Double], zeroPoints: [Int32], axis: Int) {
    self.scales = scales
    self.zeroPoints = zeroPoints
    self.axis = axis
  }

  /// Symmetric: a scale for each index along `axis`, every zero point zero.
  package init(symmetricScales scales: [Double], axis: Int) {
    self.init(
      scales: scales, zeroPoints: [Int32](repeating: 0, count: scales.count), axis: axis)
  }

  /// Symmetric: an `f32` scale for each index along `axis`, every zero point zero.
  @_disfavoredOverload
  package init(symmetricScales scales: [Float], axis: Int) {
    self.init(symmetricScales: scales.map { Double($0) }, axis: axis)
  }

  /// Whether one scale serves the whole tensor.
  package var isPerTensor: Bool { axis == nil }

  /// The scale at `index` along the axis; any index if per tensor.
  @inlinable
  package func scale(at index: Int) -> Double { axis == nil ? scales[0] : scales[index] }

  /// The zero point at `index` along the axis; any index if per tensor.
  @inlinable
  package func zeroPoint(at index: Int) -> Int32 { axis == nil ? zeroPoints[0] : zeroPoints[index] }

  /// Whether every zero point is zero.
  package var isSymmetric: Bool { zeroPoints.allSatisfy { $0 == 0 } }
}

extension Quantization: CustomStringConvertible {
  /// The form that IR text uses.
  package var description: String {
    guard let axis else {
      return "quantized(scale: \(NumberText.scale(scales[0])), zero: \(zeroPoints[0]))"
    }
    let scaleList = scales.map(NumberText.scale).joined(separator: ", ")
    let zeroList = zeroPoints.map(String.init).joined(separator: ", ")
    return "quantized(axis: \(axis), scales: [\(scaleList)], zeros: [\(zeroList)])"
  }
}
