import Basic

/// How integers stand for real numbers: `real = scale · (q − zeroPoint)`.
///
/// Per tensor there is one scale and one zero point and no axis; per axis there is one of each for
/// every index along `axis`. ([jacob18] eq. 1)
package struct Quantization: Hashable, Sendable {
  /// The step between neighbouring integers; positive and finite.
  package var scales: [Float]

  /// The integers that stand for zero.
  package var zeroPoints: [Int32]

  /// The axis along which scales differ, or `nil`.
  package var axis: Int?

  /// One scale and zero point for the whole tensor.
  package init(scale: Float, zeroPoint: Int32) {
    scales = [scale]
    zeroPoints = [zeroPoint]
    axis = nil
  }

  /// A scale and zero point for each index along `axis`.
  package init(scales: [Float], zeroPoints: [Int32], axis: Int) {
    self.scales = scales
    self.zeroPoints = zeroPoints
    self.axis = axis
  }

  /// Symmetric: a scale for each index along `axis`, every zero point zero.
  package init(symmetricScales scales: [Float], axis: Int) {
    self.init(
      scales: scales, zeroPoints: [Int32](repeating: 0, count: scales.count), axis: axis)
  }

  /// Whether one scale serves the whole tensor.
  package var isPerTensor: Bool { axis == nil }

  /// The scale at `index` along the axis; any index if per tensor.
  @inlinable
  package func scale(at index: Int) -> Float { axis == nil ? scales[0] : scales[index] }

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
      return "quantized(scale: \(NumberText.shortest(scales[0])), zero: \(zeroPoints[0]))"
    }
    let scaleList = scales.map(NumberText.shortest).joined(separator: ", ")
    let zeroList = zeroPoints.map(String.init).joined(separator: ", ")
    return "quantized(axis: \(axis), scales: [\(scaleList)], zeros: [\(zeroList)])"
  }
}
