/// The square root of an integer as an integer.
package enum IntegerSquareRoot {
  /// The largest integer whose square is at most `value`.
  ///
  /// Digit by digit in base 4: additions, comparisons and shifts alone, 32 steps at most.
  package static func floor(_ value: UInt64) -> UInt64 {
    guard value > 0 else { return 0 }
    // Invariant: `rest` is `value` less the square of the root so far, which stands in `root` as
    // twice the root times the place that is decided next.
    var (rest, root) = (value, UInt64(0))
    var place = UInt64(1) << UInt64((63 - value.leadingZeroBitCount) & ~1)
    while place > 0 {
      if rest >= root + place {
        rest -= root + place
        root = (root >> 1) + place
      } else {
        root >>= 1
      }
      place >>= 2
    }
    return root
  }
}
