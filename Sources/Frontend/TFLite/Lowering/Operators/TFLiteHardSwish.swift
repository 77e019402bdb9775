import Basic
import IR
import Operators

/// The swish function in straight lines and a parabola, in 16-bit fixed point.
///
/// The operand is brought to the steps of the result, and to 3 / 2^15, in which -3 ... 3 fill 16 bits;
/// half of that plus 1/2 is what the first is multiplied by.
struct TFLiteHardSwish {
  /// What brings 128 steps of the operand to the result.
  private let output: ShortFactor

  /// What brings 128 steps of the operand to 3 / 2^15.
  private let gate: ShortFactor

  /// A multiplier of 15 bits and a power of two.
  private struct ShortFactor {
    let multiplier: Int16
    let exponent: Int32

    init?(_ real: Float) {
      guard real >= 0, real < 0x1p29 else { return nil }
      let fixed = FixedPointMultiplier(Double(real))
      // To 15 bits, halves up.
      let short = (Int64(fixed.q) + 1 << 15) >> 16
      multiplier = Int16(clamping: short)
      exponent = fixed.sh
    }
  }

  /// Derives the multipliers from the scales of operand and result.
  init(_ context: TFLiteContext, _ scale: Float, _ target: Float) throws(Refusal) {
    let steps = scale / 128
    guard let output = ShortFactor(steps / target), output.exponent <= 0,
      let gate = ShortFactor(steps / (3 / 32768))
    else {
      throw context.unsupported(
        "the scale of x is \(scale) and that of the result \(target)",
        help: "x has at most 128 times the scale of the result")
    }
    self.output = output
    self.gate = gate
  }

  /// The function of the steps of the operand.
  var function: TFLiteFunctionTables.Function {
    { steps in
      let wide = Int16(truncatingIfNeeded: steps &* 128)
      let scaled = Self.high(wide, output.multiplier)
      var gate = wide
      if self.gate.exponent > 0 { gate = Self.shifted(gate, self.gate.exponent - 1) }
      gate = Self.high(gate, self.gate.multiplier)
      if self.gate.exponent > 0 { gate = Self.shifted(gate, 1) }
      if self.gate.exponent < 0 { gate = Self.divided(gate, -self.gate.exponent) }
      gate = Int16((Int32(gate) + 1 << 15) >> 1)
      // The kernel rounds this product toward zero.
      let product = Int16(clamping: Int32(gate) * Int32(scaled) / 32768)
      return Double(Self.divided(product, -output.exponent))
    }
  }

  /// The upper half of the doubled product, halves up.
  private static func high(_ a: Int16, _ b: Int16) -> Int16 {
    Int16(clamping: (Int32(a) * Int32(b) + 1 << 14) >> 15)
  }

  /// A product with a power of two, saturated.
  private static func shifted(_ a: Int16, _ exponent: Int32) -> Int16 {
    Int16(clamping: Int64(a) << Int64(exponent))
  }

  /// A quotient by a power of two, halves away from zero.
  private static func divided(_ a: Int16, _ exponent: Int32) -> Int16 {
    guard exponent > 0 else { return a }
    let half = Int64(1) << Int64(exponent - 1)
    let magnitude = (Int64(a.magnitude) + half) >> Int64(exponent)
    return Int16(clamping: a < 0 ? -magnitude : magnitude)
  }
}
