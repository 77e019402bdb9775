import IR

/// Integer weights less their zero points, as convolutions and dense layers take them.
package struct SymmetricWeights: Sendable {
  /// The differences, as far as 8 bits hold them: `i8` with the shape of the weights.
  package let low: Tensor

  /// What 8 bits do not hold, or `nil`: `low` and `rest` add up to the differences.
  package let rest: Tensor?

  /// Takes quantized integers of at most 8 bits.
  ///
  /// - Parameters:
  ///   - weights: the integers, of any shape.
  ///   - quantization: what they stand for, per tensor or along axis 0.
  package init(_ weights: Tensor, _ quantization: Quantization) {
    var steps = quantization
    steps.zeroPoints = [Int32](repeating: 0, count: quantization.scales.count)
    let type = TensorType(.i8, weights.type.shape, steps)
    let channels = weights.type.shape.first ?? 1
    let channel = weights.type.elementCount / channels
    let differences = weights.numbers.enumerated().map { index, q in
      Int32(q) - quantization.zeroPoint(at: index / channel)
    }
    let low = differences.map { min(max($0, -128), 127) }
    self.low = Tensor(type, integers: low)
    rest =
      low == differences ? nil : Tensor(type, integers: zip(differences, low).map { $0 - $1 })
  }
}
