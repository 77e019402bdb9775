/// The mean of integers as an integer.
package enum IntegerMean {
  /// `sum / count` to the nearest integer, halves away from zero; `count` is positive.
  package static func roundedHalfAway(_ sum: Int, _ count: Int) -> Int {
    let (quotient, rest) = sum.quotientAndRemainder(dividingBy: count)
    let isUp = rest.magnitude >= count.magnitude - rest.magnitude
    return isUp ? quotient + sum.signum() : quotient
  }
}
