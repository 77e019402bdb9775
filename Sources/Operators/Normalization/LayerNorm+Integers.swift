import Basic
import IR

/// Layer normalization on integers: the scale of `x` cancels, except in epsilon.
extension LayerNorm {
  /// The most elements that are normalized together.
  ///
  /// With zero-corrected bytes, `A` stays below 2^24 and `V` below 2^46 then.
  package static let lengthLimit = 65_536

  /// The part of `details` about integers.
  static let integerDetails = """
    On integers, with `q = x - zero_x`, sums over the `D` elements of a row `r`, and `b` bits in an
    element of `scale`:

    ```
    A[r, d] = D * q[r, d] - sum(q)
    W[r]    = D * sum(q^2) - sum(q)^2 + min(round(epsilon * D^2 / scale_x^2), 2^62)
    R[r]    = floor(sqrt(W[r] * 4^g))          # g: the largest for which W[r] * 4^g < 2^64
    N[r, d] = round(A[r, d] * 2^(f + g) / R[r])
    y[r, d] = saturate(N[r, d] * scale[d] + bias[d])
    ```

    `f = 31 - b - h`, where `h` is the least for which `4^h >= D`: no normalized value is above
    `sqrt(D - 1)`, so that `N * scale` stays within 2^30. Both roundings are to the nearest, halves
    away from zero; where `W` is 0, all of the row is equal, and `N` is 0. The result is `i32` with
    the scale `scale_scale * 2^-f`, rounded to `f32`, and the zero point 0. Every intermediate
    fits 64 bits: `W` stays below 2^63, and `A * 2^(f + g)` within 2^55. The term of epsilon is a
    constant; beyond its limit, what is left of the normalized values is less than 2^-7.
    """

  /// The fractional bits of a normalized value, `f`.
  ///
  /// - Parameters:
  ///   - length: the elements normalized together, at most `lengthLimit`.
  ///   - element: the element type of the scale.
  package static func fractionBits(_ length: Int, _ element: ElementType) -> Int {
    var rootBits = 0
    while 1 << (2 * rootBits) < length { rootBits += 1 }
    return 31 - element.bits - rootBits
  }

  /// The quantization of the result on integers.
  package static func integerQuantization(_ scale: TensorType) -> Quantization {
    let fraction = Double(1 << fractionBits(scale.elementCount, scale.element))
    return Quantization(scale: scale.perTensor.scale / fraction, zeroPoint: 0)
  }

  /// Checks rules 5 to 8; `shape` is that of the axes normalized over.
  static func inferIntegerTypes(
    _ call: OperatorCall, _ shape: [Int], _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let (x, scale) = (call.operands[0], call.operands[1])
    let isScale =
      (scale.element == .i8 || scale.element == .i16) && scale.isQuantizedPerTensor
      && scale.commonZeroPoint == 0
    let hasScale = report.require(
      isScale, 5, "scale is \(scale)", help: "quantize it symmetrically, per tensor")
    let length = shape.reduce(1, *)
    let fits = report.require(
      length <= lengthLimit, 7, "axes \(shape) hold \(length) elements",
      help: "normalize over fewer axes, or compute in floating point")
    guard hasScale, fits else { return nil }
    let quantization = integerQuantization(scale)
    var isSound = report.require(
      IntegerAccumulation.isUsable(quantization.scales[0]), 8,
      "the scale \(NumberText.scale(scale.perTensor.scale)) is too small",
      help: "quantize scale with a larger one")
    if isSound, call.operands.count > 2 {
      isSound = report.require(
        IntegerAccumulation.accepts(bias: call.operands[2], sums: quantization, of: .i32), 6,
        "bias is \(call.operands[2]), and the result \(quantization)")
    }
    return isSound ? [TensorType(.i32, x.shape, quantization)] : nil
  }

  static func evaluateOnIntegers(
    _ call: OperatorCall, _ inputs: [Tensor], _ result: TensorType
  ) -> Tensor {
    let (stepOfX, zero) = inputs[0].type.perTensor
    let x = inputs[0].integers.map { Int($0 - zero) }
    let scale = inputs[1].integers
    let bias = inputs.count > 2 ? inputs[2].integers : [Int32](repeating: 0, count: scale.count)
    let length = scale.count
    let added = epsilonTerm(call.attributes.number("epsilon"), length, stepOfX)
    let f = fractionBits(length, inputs[1].type.element)
    var y: [Int32] = []
    y.reserveCapacity(x.count)
    for start in stride(from: 0, to: x.count, by: length) {
      let row = x[start..<start + length]
      let sum = row.reduce(0, +)
      let squares = row.reduce(0) { $0 + $1 * $1 }
      let w = UInt64(length * squares - sum * sum + added)
      let g = w == 0 ? 0 : w.leadingZeroBitCount / 2
      let root = max(Int(IntegerSquareRoot.floor(w << UInt64(2 * g))), 1)
      for (d, q) in row.enumerated() {
        let deviation = length * q - sum
        let normalized = IntegerMean.roundedHalfAway(deviation << (f + g), root)
        y.append(saturated(normalized * Int(scale[d]) + Int(bias[d]), to: .i32))
      }
    }
    return Tensor(result, integers: y)
  }

  /// Epsilon in the steps of `W`, to the nearest, halves away from zero.
  private static func epsilonTerm(_ epsilon: Double, _ length: Int, _ step: Double) -> Int {
    let term = epsilon * Double(length * length) / (step * step)
    return Int(min(term.rounded(.toNearestOrAwayFromZero), 0x1p62))
  }
}
