/// The arithmetic of each `RoundingMode`, before the zero point is added and the result clamped.
///
/// Sums are 32-bit numbers, or 32-bit numbers less a zero point; every formula then stays within
/// 64 bits. `>>` is the floor of a division by a power of two.
package enum IntegerRounding {
  /// Rounds once, ties upward: `⌊(acc · q + 2^(30 − sh)) / 2^(31 − sh)⌋`.
  @inlinable
  package static func single(_ acc: Int64, _ q: Int32, _ sh: Int32) -> Int64 {
    (acc &* Int64(q) &+ (1 &<< Int64(30 &- sh))) &>> Int64(31 &- sh)
  }

  /// The same for a sum of 64 bits, whose product takes 95.
  package static func single(wide acc: Int64, _ q: Int32, _ sh: Int32) -> Int128 {
    (Int128(acc) * Int128(q) + (1 << Int128(30 - sh))) >> Int128(31 - sh)
  }

  /// Rounds twice: `RDPOT(SRDHM(acc · 2^max(sh, 0), q), max(−sh, 0))`.
  ///
  /// `SRDHM` is the high half of the doubled product, ties upward; `RDPOT` a right shift, ties away
  /// from zero.
  ///
  /// The product with the power of two is limited to 32 bits.
  @inlinable
  package static func tfliteDouble(_ acc: Int64, _ q: Int32, _ sh: Int32) -> Int64 {
    let wide = acc &<< Int64(max(sh, 0))
    let shifted = min(max(wide, Int64(Int32.min)), Int64(Int32.max))
    let high = (shifted &* Int64(q) &+ (1 &<< 30)) &>> 31
    let exponent = Int64(max(0 &- sh, 0))
    let mask: Int64 = (1 &<< exponent) &- 1
    let threshold = (mask &>> 1) &+ (high < 0 ? 1 : 0)
    return (high &>> exponent) &+ (high & mask > threshold ? 1 : 0)
  }

  /// Rounds twice in one step: `(acc · q + 2^(shift − 1) ± 2^30) >> shift` with `shift = 31 − sh`.
  ///
  /// The last term has the sign of the sum and is there only for shifts above 31.
  @inlinable
  package static func tosaDouble(_ acc: Int64, _ q: Int32, _ sh: Int32) -> Int64 {
    let shift = Int64(31 &- sh)
    var rounding: Int64 = 1 &<< (shift &- 1)
    if shift > 31 { rounding &+= acc >= 0 ? 1 &<< 30 : -(1 &<< 30) }
    return (acc &* Int64(q) &+ rounding) &>> shift
  }

  /// The binary32 product, rounded to even; products beyond 64 bits stay at the end of the range.
  @inlinable
  package static func onnxHalfEven(_ acc: Int64, _ multiplier: Float) -> Int64 {
    let product = (Float(acc) * multiplier).rounded(.toNearestOrEven)
    return Int64(min(max(product, -0x1p62), 0x1p62))
  }

  /// Rounds down: `(acc · m) >> d`.
  @inlinable
  package static func pulpFloor(_ acc: Int64, _ m: Int32, _ d: Int32) -> Int64 {
    (acc &* Int64(m)) &>> Int64(d)
  }

  /// Rounds with ties upward: `(acc · m + 2^(d − 1)) >> d`, or the product itself if `d` is 0.
  @inlinable
  package static func deeployRound(_ acc: Int64, _ m: Int32, _ d: Int32) -> Int64 {
    let rounding: Int64 = d > 0 ? 1 &<< Int64(d &- 1) : 0
    return (acc &* Int64(m) &+ rounding) &>> Int64(d)
  }

  /// Drops bits before it rounds: `((acc >> pre) · m + 2^(post − 1)) >> post`, `post = d − pre`.
  @inlinable
  package static func glow(_ acc: Int64, _ m: Int32, _ d: Int32, pre: Int32) -> Int64 {
    deeployRound(acc &>> Int64(pre), m, d &- pre)
  }
}
