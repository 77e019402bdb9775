import IR

/// Brings a quantized integer to another scale: what `requantize` does to one element.
///
/// `y = clamp(round((q − zeroIn) · M) + zeroOut)` with `M = scaleIn / scaleOut`, rounded by one of
/// the modes. ([jacob18] section 2.2)
package struct Requantizer: Sendable {
  /// The rounding convention.
  package let mode: RoundingMode

  /// `q` of the 31-bit multiplier, or `m` of the short one, as the mode uses it.
  package let multiplier: Int32

  /// `sh` of the 31-bit multiplier, or `d` of the short one.
  package let shift: Int32

  /// The bits that Glow drops before it multiplies.
  package let preShift: Int32

  /// The multiplier in binary32.
  package let realMultiplier: Float

  /// What stands for zero in the input.
  package let zeroIn: Int32

  /// What stands for zero in the result.
  package let zeroOut: Int32

  /// The least result.
  package let low: Int32

  /// The greatest result.
  package let high: Int32

  /// The bound that the multiplier has to stay below, whatever the mode.
  package static let multiplierLimit = 0x1p14

  /// The bound for modes with a 31-bit multiplier or a real one.
  package static let longMultiplierLimit = 0x1p29

  /// The bound that the multiplier of a mode has to stay below.
  package static func multiplierLimit(_ mode: RoundingMode) -> Double {
    switch mode {
    case .single, .tfliteDouble, .tosa, .tosaDouble, .onnxHalfEven: longMultiplierLimit
    case .pulpFloor, .deeployRound, .glow: multiplierLimit
    }
  }

  /// Derives the integer form of the multiplier, which must be below the limit of the mode.
  ///
  /// - Parameters:
  ///   - scaleIn: the scale of the input.
  ///   - zeroIn: its zero point; 0 if the input has 32 bits.
  ///   - inputBits: the width of the input; Glow's pre-shift depends on it.
  ///   - clamp: limits of the result, within the range of its element type.
  package init(
    scaleIn: Double, zeroIn: Int32, inputBits: Int, scaleOut: Double, zeroOut: Int32,
    mode: RoundingMode, clamp: ClosedRange<Int32>
  ) {
    let real = Requantizer.multiplier(scaleIn, scaleOut)
    self.mode = mode
    self.zeroIn = zeroIn
    self.zeroOut = zeroOut
    low = clamp.lowerBound
    high = clamp.upperBound
    // As ONNX defines it: the product of the scales is rounded, and then the quotient.
    realMultiplier = Float(scaleIn) / Float(scaleOut)
    switch mode {
    case .single, .tfliteDouble, .tosa, .tosaDouble:
      let fixed = FixedPointMultiplier(real)
      (multiplier, shift, preShift) = (fixed.q, fixed.sh, 0)
    case .onnxHalfEven:
      (multiplier, shift, preShift) = (0, 0, 0)
    case .pulpFloor, .deeployRound, .glow:
      let short = ShortMultiplier(real)
      (multiplier, shift) = (short.m, short.d)
      preShift = Requantizer.glowPreShift(inputBits: inputBits, short)
    }
  }

  /// The real multiplier.
  package static func multiplier(_ scaleIn: Double, _ scaleOut: Double) -> Double {
    scaleIn / scaleOut
  }

  /// The bits to drop so that the product of what is left with a 15-bit multiplier fits 32 bits,
  /// but so few that a shift is left to round by.
  private static func glowPreShift(inputBits: Int, _ short: ShortMultiplier) -> Int32 {
    // Less its zero point, a number of up to 16 bits has that many bits and a sign.
    let bits = inputBits >= 32 ? Int32(31) : Int32(inputBits)
    return max(0, min(bits - 15, short.d - 1))
  }

  /// A requantizer for each index along the quantization axis of `x`, or one for all.
  package static func channels(
    of x: TensorType, to result: StorageType, mode: RoundingMode, clamp: ClosedRange<Int32>
  ) -> [Requantizer] {
    guard let source = x.quantization, let target = result.quantization else {
      preconditionFailure("requantize from \(x) to \(result)")
    }
    return zip(source.scales, source.zeroPoints).map { scale, zero in
      Requantizer(
        scaleIn: scale, zeroIn: zero, inputBits: x.element.bits, scaleOut: target.scale(at: 0),
        zeroOut: target.zeroPoint(at: 0), mode: mode, clamp: clamp)
    }
  }

  /// The result for a sum of 64 bits, by a mode that takes those.
  package func callAsFunction(wide acc: Int64) -> Int32 {
    precondition(mode.takesWideSums && zeroIn == 0, "\(mode) of 64 bits")
    let rounded = IntegerRounding.single(wide: acc, multiplier, shift)
    return Int32(truncatingIfNeeded: min(max(rounded + Int128(zeroOut), Int128(low)), Int128(high)))
  }

  /// The result for one element.
  @inlinable
  package func callAsFunction(_ acc: Int32) -> Int32 {
    let value = Int64(acc) &- Int64(zeroIn)
    let rounded: Int64
    switch mode {
    case .single, .tosa: rounded = IntegerRounding.single(value, multiplier, shift)
    case .tfliteDouble: rounded = IntegerRounding.tfliteDouble(value, multiplier, shift)
    case .tosaDouble: rounded = IntegerRounding.tosaDouble(value, multiplier, shift)
    case .onnxHalfEven: rounded = IntegerRounding.onnxHalfEven(value, realMultiplier)
    case .pulpFloor: rounded = IntegerRounding.pulpFloor(value, multiplier, shift)
    case .deeployRound: rounded = IntegerRounding.deeployRound(value, multiplier, shift)
    case .glow: rounded = IntegerRounding.glow(value, multiplier, shift, pre: preShift)
    }
    let shifted = rounded &+ Int64(zeroOut)
    return Int32(truncatingIfNeeded: min(max(shifted, Int64(low)), Int64(high)))
  }
}
