/// The search of zero-point shifting over sixteen weights at once; equal to the definition.
struct ShiftSearch {
  private let rules: ZeroPointShifting

  /// Weights in lanes of 16 bits; those beyond the group are left out by `used`.
  private typealias Lanes = SIMD16<Int16>
  private var chunks: (Lanes, Lanes, Lanes, Lanes) = (.zero, .zero, .zero, .zero)
  private var used: Lanes = .zero

  init(_ rules: ZeroPointShifting) { self.rules = rules }

  /// The shift of least error, the first of them, and the columns that are dropped as redundant.
  @inline(__always)
  mutating func best(_ group: UnsafePointer<Int8>, count: Int) -> GroupMetadata {
    let (least, greatest) = load(group, count)
    let last = (count + 15) / 16
    var (bestError, bestShift, bestRedundant) = (Int.max, 0, 0)
    for shift in rules.shifts {
      let low = max(least + shift, -127)
      let high = min(greatest + shift, 127)
      let largest = max(high, -low)
      let redundant = min(
        7 - (Int.bitWidth - largest.leadingZeroBitCount), rules.redundantLimit)
      let dropped = rules.columns - redundant
      if dropped <= 0 {
        // Nothing is lost, and no later shift is better than that.
        return GroupMetadata(redundantColumns: rules.columns, constant: shift)
      }
      let step = 1 << dropped
      let most = 128 >> redundant - step
      if rules.staysWithin8Bits {
        guard rounded(high, step, most) - shift <= 127, rounded(low, step, most) - shift >= -128
        else { continue }
      }
      let error = error(shift, step: step, most: most, chunks: last)
      if error < bestError { (bestError, bestShift, bestRedundant) = (error, shift, redundant) }
      if error == 0 { break }
    }
    return GroupMetadata(redundantColumns: bestRedundant, constant: bestShift)
  }

  /// A shifted weight after rounding: the magnitude to a multiple of `step`, ties down, `most` at most.
  @inline(__always)
  func rounded(_ value: Int, _ step: Int, _ most: Int) -> Int {
    let magnitude = min((abs(value) + step / 2 - 1) & -step, most)
    return value < 0 ? -magnitude : magnitude
  }

  private mutating func load(_ group: UnsafePointer<Int8>, _ count: Int) -> (Int, Int) {
    var (least, greatest) = (group[0], group[0])
    withUnsafeMutableBytes(of: &chunks) { bytes in
      let lanes = bytes.bindMemory(to: Int16.self)
      for index in 0..<count {
        lanes[index] = Int16(group[index])
        least = min(least, group[index])
        greatest = max(greatest, group[index])
      }
    }
    let rest = count % 16
    used = Lanes(repeating: -1)
    if rest != 0 { for lane in rest..<16 { used[lane] = 0 } }
    return (Int(least), Int(greatest))
  }

  /// The sum of squared differences between the group and what a shift makes of it.
  ///
  /// A difference is at most 96 and a lane adds up four of its squares: 16 bits hold that.
  @inline(__always)
  private func error(_ shift: Int, step: Int, most: Int, chunks last: Int) -> Int {
    let offset = Lanes(repeating: Int16(truncatingIfNeeded: shift))
    let bias = Lanes(repeating: Int16(truncatingIfNeeded: step / 2 - 1))
    let keep = Lanes(repeating: Int16(truncatingIfNeeded: -step))
    let limit = Lanes(repeating: Int16(truncatingIfNeeded: most))
    let clip = Lanes(repeating: 127)
    @inline(__always) func squares(_ weights: Lanes) -> Lanes {
      let shifted = weights &+ offset
      let magnitude = pointwiseMax(shifted, Lanes.zero &- shifted)
      let kept = pointwiseMin((pointwiseMin(magnitude, clip) &+ bias) & keep, limit)
      let difference = kept &- magnitude
      return difference &* difference
    }
    var sums = Lanes.zero
    if last > 1 { sums = squares(chunks.0) }
    if last > 2 { sums &+= squares(chunks.1) }
    if last > 3 { sums &+= squares(chunks.2) }
    let tail = last == 1 ? chunks.0 : last == 2 ? chunks.1 : last == 3 ? chunks.2 : chunks.3
    sums &+= squares(tail) & used
    return Self.sum(sums)
  }

  /// The sum of sixteen unsigned numbers of 16 bits.
  @inline(__always)
  private static func sum(_ lanes: Lanes) -> Int {
    let words = unsafeBitCast(lanes, to: SIMD4<UInt64>.self)
    let even = SIMD4<UInt64>(repeating: 0x0000_ffff_0000_ffff)
    let pairs = (words & even) &+ ((words &>> 16) & even)
    let total = pairs[0] &+ pairs[1] &+ pairs[2] &+ pairs[3]
    return Int((total & 0xffff_ffff) &+ (total >> 32))
  }
}
