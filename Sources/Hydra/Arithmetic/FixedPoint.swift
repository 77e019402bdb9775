/// The arithmetic of the shared unit, as the hardware does it. (docs/targets/hydra.md, "Numbers")
package enum FixedPoint {
  /// A shift to the right by `shift` bits with rounding, or to the left if it is negative.
  ///
  /// Half-up is `⌊(v + 2^(s−1)) / 2^s⌋`; half-even rounds ties to the even neighbour.
  @inlinable
  package static func shifted(_ value: Int, _ shift: Int, _ rounding: ShiftRounding) -> Int {
    guard shift > 0 else { return value << -shift }
    let floor = value >> shift
    switch rounding {
    case .floor: return floor
    case .halfUp: return (value + (1 << (shift - 1))) >> shift
    case .halfEven:
      let rest = value - (floor << shift)
      let half = 1 << (shift - 1)
      return rest > half || (rest == half && floor & 1 == 1) ? floor + 1 : floor
    }
  }

  /// The nearest number of `bits` bits.
  @inlinable
  package static func saturated(_ value: Int, bits: Int) -> Int {
    let limit = 1 << (bits - 1)
    return min(max(value, -limit), limit - 1)
  }
}
