import IR

/// The search of zero-point shifting over a group widened to 16 bits; equal to the definition.
struct ShiftSearch {
  private let rules: ZeroPointShifting

  init(_ rules: ZeroPointShifting) { self.rules = rules }

  /// The shift of least error, the first of them, and the columns that are dropped as redundant.
  func best(_ group: UnsafePointer<Int8>, count: Int) -> GroupMetadata {
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: count) { buffer in
      guard let weights = buffer.baseAddress else {
        return GroupMetadata(redundantColumns: 0, constant: 0)
      }
      var (least, greatest) = (group[0], group[0])
      for index in 0..<count {
        weights[index] = Int16(group[index])
        least = min(least, group[index])
        greatest = max(greatest, group[index])
      }
      return best(weights, count, Int(least), Int(greatest))
    }
  }

  private func best(
    _ weights: UnsafePointer<Int16>, _ count: Int, _ least: Int, _ greatest: Int
  ) -> GroupMetadata {
    var best = (error: Int32.max, shift: 0, redundant: 0)
    var start = rules.shifts.lowerBound
    while start < rules.shifts.upperBound {
      let redundant = redundantColumns(least + start, greatest + start)
      if redundant >= rules.columns {
        // Nothing is lost, and no later shift is better than that.
        return GroupMetadata(redundantColumns: rules.columns, constant: start)
      }
      var end = start + 1
      while end < rules.shifts.upperBound,
        redundantColumns(least + end, greatest + end) == redundant
      {
        end += 1
      }
      search(start..<end, redundant, weights, count, least, greatest, &best)
      if best.error == 0 { break }
      start = end
    }
    return GroupMetadata(redundantColumns: best.redundant, constant: best.shift)
  }

  /// The leading columns of zeros of the magnitudes between two shifted weights.
  @inline(__always)
  private func redundantColumns(_ least: Int, _ greatest: Int) -> Int {
    let largest = max(min(greatest, 127), -max(least, -127))
    return min(7 - (Int.bitWidth - largest.leadingZeroBitCount), rules.redundantLimit)
  }

  /// Tries shifts that round to the same steps, so that the steps are set up once.
  @inline(__always)
  private func search(
    _ shifts: Range<Int>, _ redundant: Int, _ weights: UnsafePointer<Int16>, _ count: Int,
    _ least: Int, _ greatest: Int, _ best: inout (error: Int32, shift: Int, redundant: Int)
  ) {
    let step = 1 << (rules.columns - redundant)
    let most = 128 >> redundant - step
    for shift in shifts {
      if rules.staysWithin8Bits {
        let (low, high) = (max(least + shift, -127), min(greatest + shift, 127))
        guard rounded(high, step, most) - shift <= 127, rounded(low, step, most) - shift >= -128
        else { continue }
      }
      let error = Self.error(
        weights, count, shift: Int16(truncatingIfNeeded: shift),
        step: Int16(truncatingIfNeeded: step), most: Int16(truncatingIfNeeded: most))
      if error < best.error { best = (error, shift, redundant) }
      if error == 0 { return }
    }
  }

  /// A shifted weight after rounding: the magnitude to a multiple of `step`, ties down, `most` at most.
  @inline(__always)
  private func rounded(_ value: Int, _ step: Int, _ most: Int) -> Int {
    let magnitude = min((abs(value) + step / 2 - 1) & -step, most)
    return value < 0 ? -magnitude : magnitude
  }

  /// The sum of squared differences between the group and what a shift makes of it.
  ///
  /// Written so that the compiler works on as many weights at once as the processor has lanes of 16
  /// bits: no branches, and squares added up in 32 bits.
  @inline(__always)
  private static func error(
    _ weights: UnsafePointer<Int16>, _ count: Int, shift: Int16, step: Int16, most: Int16
  ) -> Int32 {
    let (bias, keep) = (step / 2 &- 1, 0 &- step)
    var sum: Int32 = 0
    for index in 0..<count {
      let shifted = weights[index] &+ shift
      let magnitude = max(shifted, 0 &- shifted)
      let difference = min((min(magnitude, 127) &+ bias) & keep, most) &- magnitude
      sum &+= Int32(difference) &* Int32(difference)
    }
    return sum
  }
}
