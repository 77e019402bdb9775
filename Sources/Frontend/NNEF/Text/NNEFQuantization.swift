import Basic
import IR

/// An entry of `graph.quant`: how a tensor is quantized.
struct NNEFQuantization: Sendable, Equatable {
  /// Which integers there are.
  struct Format: Sendable, Equatable {
    var bits: Int
    var isSigned: Bool
    var isSymmetric: Bool
  }

  /// The formula.
  enum Formula: Sendable, Equatable {
    /// Integers stand for steps between two ends.
    case range(min: [Double], max: [Double])
    /// Integers stand for multiples of a scale from a zero point.
    case affine(zeroPoint: [Int], scale: [Double])
    /// Integers stand for powers of two.
    case logarithmic(max: Double)
  }

  /// The formula.
  var formula: Formula

  /// Which integers there are.
  var format: Format

  /// Where the entry stands.
  var range: SourceRange

  /// The real numbers that the integers of a variable stand for.
  ///
  /// Lists of parameters are one for each index of the axis that has as many.
  func real(
    _ stored: Tensor, bits: Int, _ context: NNEFContext
  ) throws(Refusal) -> Tensor {
    guard bits == format.bits else {
      throw context.refusal(
        NNEFRules.variable,
        "graph.quant says \(format.bits) bits, and the file holds items of \(bits)")
    }
    let scales: [Double]
    let offsets: [Double]
    switch formula {
    case .logarithmic:
      throw context.refusal(
        NNEFRules.unsupportedForm, "stored integers are quantized logarithmically",
        help: "store them as floats")
    case .affine(let zeroPoint, let scale):
      let count = Swift.max(zeroPoint.count, scale.count)
      scales = (0..<count).map { scale[$0 % scale.count] }
      offsets = (0..<count).map { -Double(zeroPoint[$0 % zeroPoint.count]) * scales[$0] }
    case .range(let min, let max):
      let count = Swift.max(min.count, max.count)
      let most = Double((1 << format.bits) - 1 - (format.isSigned && format.isSymmetric ? 1 : 0))
      let shift =
        format.isSigned ? Double((1 << (format.bits - 1)) - (format.isSymmetric ? 1 : 0)) : 0
      let ends = (0..<count).map { (min[$0 % min.count], max[$0 % max.count]) }
      scales = ends.map { ($0.1 - $0.0) / most }
      offsets = zip(ends, scales).map { $0.0 + shift * $1 }
    }
    let shape = stored.type.shape
    let axis = scales.count == 1 ? nil : shape.firstIndex(of: scales.count)
    guard scales.count == 1 || axis != nil else {
      throw context.refusal(
        NNEFRules.variable,
        "graph.quant gives \(scales.count) parameters, and no axis of \(shape) has as many")
    }
    let values = stored.numbers.enumerated().map { index, value in
      let channel = stored.type.index(of: index, along: axis)
      return offsets[channel] + value * scales[channel]
    }
    return Tensor(TensorType(.f32, shape), numbers: values)
  }
}
