import Basic

/// A positive real multiplier as a 31-bit integer and a power of two.
///
/// `M ≈ q · 2^(sh − 31)` ([jacob18] section 2.2, eq. 6)
package struct FixedPointMultiplier: Hashable, Sendable {
  /// The mantissa: zero, or from 2³⁰ up to 2³¹ − 1.
  package let q: Int32

  /// The exponent; negative for multipliers below a half.
  package let sh: Int32

  /// Rounds `real`, which is at least 0 and below 2³¹; what is below 2⁻³² becomes zero.
  package init(_ real: Double) {
    precondition(real >= 0 && real < 0x1p31, "no fixed-point form of \(NumberText.shortest(real))")
    guard real > 0 else {
      (q, sh) = (0, 0)
      return
    }
    var exponent = Int32(real.exponent) + 1
    var mantissa = Int64((real.significand * 0x1p30).rounded(.toNearestOrAwayFromZero))
    if mantissa == 1 << 31 { (mantissa, exponent) = (mantissa / 2, exponent + 1) }
    (q, sh) = exponent < -31 ? (0, 0) : (Int32(mantissa), exponent)
  }
}

/// A positive real multiplier as a 15-bit integer and a right shift.
///
/// `M ≈ m · 2^−d`; with it a product with a 16-bit number fits 32 bits, which microcontroller kernels need.
package struct ShortMultiplier: Hashable, Sendable {
  /// The mantissa, below 2¹⁵.
  package let m: Int32

  /// The shift, 0 to 31: the largest for which the mantissa fits.
  package let d: Int32

  /// Rounds `real`, which is at least 0 and rounds to less than 2¹⁵.
  package init(_ real: Double) {
    for d in stride(from: Int32(31), through: 0, by: -1) {
      let scaled = (real * Double(1 << Int64(d))).rounded(.toNearestOrAwayFromZero)
      guard scaled >= 0, scaled < 0x1p15 else { continue }
      (self.m, self.d) = (Int32(scaled), d)
      return
    }
    preconditionFailure("no short form of \(NumberText.shortest(real))")
  }
}
