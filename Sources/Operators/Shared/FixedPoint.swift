/// Arithmetic on fractions in 32 bits, as gemmlowp and TFLite define it.
///
/// A raw number `a` with `k` integer bits stands for `a · 2^(k − 31)`. ([jacob18] appendix A)
package enum FixedPoint {
  /// The largest fraction, which stands for 1.
  package static let one: Int32 = .max

  /// The product of two raw numbers, whose integer bits add up: `⌊(a · b + 2^30) / 2^31⌋`.
  @inlinable
  package static func product(_ a: Int32, _ b: Int32) -> Int32 {
    Int32(clamping: (Int64(a) * Int64(b) + (1 << 30)) >> 31)
  }

  /// `x / 2^exponent`, halves away from zero; exponents from 0 to 62.
  @inlinable
  package static func shiftedRight(_ x: Int32, by exponent: Int) -> Int32 {
    let wide = Int64(x)
    let mask: Int64 = (1 << Int64(exponent)) - 1
    let threshold = (mask >> 1) + (x < 0 ? 1 : 0)
    return Int32(clamping: (wide >> Int64(exponent)) + (wide & mask > threshold ? 1 : 0))
  }

  /// `x · 2^exponent`, limited to 32 bits; exponents from 0 to 31.
  @inlinable
  package static func shiftedLeft(_ x: Int32, by exponent: Int) -> Int32 {
    Int32(clamping: Int64(x) << Int64(exponent))
  }

  /// `exp(a)` as a fraction, for `a` of 5 integer bits that is not positive.
  ///
  /// The part below 1/4 goes through a polynomial, and each power of two above it, if it is there,
  /// through one factor.
  package static func exponential(_ a: Int32) -> Int32 {
    guard a < 0 else { return one }
    let quarter: Int32 = 1 << 24
    let part = (a & (quarter - 1)) - quarter
    var result = exponentialNearZero(shiftedLeft(part, by: 5))
    // What is left is a multiple of 1/4 below 32; bit 24 + i stands for 2^(i − 2).
    let rest = part &- a
    for (index, factor) in exponentials.enumerated() where rest & (quarter << Int32(index)) != 0 {
      result = product(result, factor)
    }
    return result
  }

  /// `exp(−2^i)` as fractions, for i from −2 to 4.
  private static let exponentials: [Int32] = [
    1_672_461_947, 1_302_514_674, 790_015_084, 290_630_308, 39_332_535, 720_401, 242,
  ]

  /// `exp(a)` for a fraction from −1/4 up to, but not, 0: the Taylor polynomial of degree 4 about
  /// −1/8.
  private static func exponentialNearZero(_ a: Int32) -> Int32 {
    let atCenter: Int32 = 1_895_147_668  // exp(−1/8)
    let third: Int32 = 715_827_883
    let x = a &+ (1 << 28)
    let square = product(x, x)
    let cube = product(square, x)
    let fourthOverFour = shiftedRight(product(square, square), by: 2)
    let tail = shiftedRight(product(fourthOverFour &+ cube, third) &+ square, by: 1)
    return Int32(clamping: Int64(atCenter) + Int64(product(atCenter, x &+ tail)))
  }

  /// `1 / (1 + a)` as a fraction, for a fraction from 0 up to, but not, 1.
  ///
  /// Three steps of Newton's method from the line 48/17 − 32/17 · d, which is nearest to 1/d for
  /// d = (1 + a)/2 from 1/2 to 1.
  package static func reciprocalOfOnePlus(_ a: Int32) -> Int32 {
    let half = Int32((Int64(a) + Int64(one) + 1) / 2)
    let intercept: Int32 = 1_515_870_810  // 48/17, with 2 integer bits
    let slope: Int32 = -1_010_580_540  // −32/17, with 2 integer bits
    var x = intercept &+ product(half, slope)
    for _ in 0..<3 {
      let rest = (1 << 29) &- product(half, x)
      x = x &+ shiftedLeft(product(x, rest), by: 2)
    }
    return shiftedLeft(x, by: 1)
  }
}
