/// Zero-point shifting: weights are shifted by a constant so that few columns of their magnitude are
/// left to round, and shifted back. ([bbs24] section 3.3, algorithm 1)
package struct ZeroPointShifting: Hashable, Sendable {
  /// The pruned columns N.
  package let columns: Int

  /// The bits of the constant p: shifts from −2^(p−1) to 2^(p−1) − 1 are tried.
  package let constantBits: Int

  /// The most leading columns of zeros that are dropped as redundant.
  package let redundantLimit: Int

  /// Whether shifts are passed over whose result has weights beyond 8 bits.
  package let staysWithin8Bits: Bool

  /// States what is searched.
  package init(columns: Int, constantBits: Int, redundantLimit: Int, staysWithin8Bits: Bool) {
    self.columns = columns
    self.constantBits = constantBits
    self.redundantLimit = redundantLimit
    self.staysWithin8Bits = staysWithin8Bits
  }

  /// The shifts that are tried, in order.
  package var shifts: Range<Int> { -(1 << (constantBits - 1))..<1 << (constantBits - 1) }

  /// A group after a shift, and how far it is from what it was.
  package struct Candidate: Sendable {
    /// The weights, which may leave 8 bits.
    package let weights: [Int]

    /// The shift and the dropped columns.
    package let metadata: GroupMetadata

    /// The sum of squared differences.
    package let error: Int
  }

  /// A group under one shift, by definition.
  package func candidate(_ group: [Int8], shift: Int) -> Candidate {
    let shifted = group.map { min(max(Int($0) + shift, -127), 127) }
    let magnitudes = shifted.map { abs($0) }
    let largest = magnitudes.reduce(0, max)
    let leading = 7 - (Int.bitWidth - largest.leadingZeroBitCount)
    let redundant = min(leading, redundantLimit)
    let low = columns - redundant
    let rounded =
      low <= 0
      ? magnitudes
      : magnitudes.map { magnitude in
        let (quotient, rest) = magnitude.quotientAndRemainder(dividingBy: 1 << low)
        // Ties go to the smaller magnitude; nothing is carried into a dropped column.
        let steps = quotient + (2 * rest > 1 << low ? 1 : 0)
        return min(steps, 1 << (7 - columns) - 1) << low
      }
    let weights = zip(shifted, rounded).map { ($0 < 0 ? -$1 : $1) - shift }
    let error = zip(weights, group).reduce(0) { sum, pair in
      let difference = pair.0 - Int(pair.1)
      return sum + difference * difference
    }
    return Candidate(
      weights: weights,
      metadata: GroupMetadata(redundantColumns: min(redundant, columns), constant: shift),
      error: error)
  }

  /// The group under the shift of least error, the first of them, by definition.
  package func prune(_ group: [Int8]) -> Candidate {
    var best: Candidate?
    for shift in shifts {
      let next = candidate(group, shift: shift)
      let fits = next.weights.allSatisfy { (-128...127).contains($0) }
      guard fits || !staysWithin8Bits else { continue }
      if best.map({ next.error < $0.error }) ?? true { best = next }
    }
    // Without a shift, magnitudes only get smaller than 128, so there is always one that fits.
    return best ?? candidate(group, shift: 0)
  }
}
