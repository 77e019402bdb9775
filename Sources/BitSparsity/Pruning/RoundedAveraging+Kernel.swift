extension RoundedAveraging {
  /// Prunes a group in place; equal to the definition.
  ///
  /// Whole words of eight weights are handled at once: a sign is spread over its byte by a
  /// multiplication, and bytes are added up in fields of 16 bits.
  @inline(__always)
  static func prune(
    _ group: UnsafeMutablePointer<Int8>, count: Int, columns: Int,
    redundantLimit: Int = redundantLimit
  ) {
    let words = count / 8
    let raw = UnsafeMutableRawPointer(group)
    var differing: UInt64 = 0
    for word in 0..<words {
      let weights = raw.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)
      differing |= weights ^ (((weights >> 7) & ones) &* 0xff)
    }
    differing |= differing >> 32
    differing |= differing >> 16
    differing |= differing >> 8
    for index in words * 8..<count {
      differing |= UInt64(UInt8(bitPattern: group[index] ^ (group[index] >> 7)))
    }
    // A column from 6 down to 4 is redundant if it differs from the sign nowhere.
    let high = UInt8(truncatingIfNeeded: differing) | 0x08
    let low = columns - min(high.leadingZeroBitCount - 1, redundantLimit)
    guard low > 0 else { return }
    let mask = (UInt64(1) << UInt64(low) - 1) &* ones
    var sums: UInt64 = 0
    for word in 0..<words {
      let fields = raw.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self) & mask
      sums &+= (fields & pairs) &+ ((fields >> 8) & pairs)
    }
    var sum = Int((sums &* 0x0001_0001_0001_0001) >> 48)
    for index in words * 8..<count { sum += Int(group[index]) & ((1 << low) - 1) }
    let mean = UInt64(roundedMean(sum, count)) &* ones
    for word in 0..<words {
      let weights = raw.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)
      raw.storeBytes(of: weights & ~mask | mean, toByteOffset: word * 8, as: UInt64.self)
    }
    for index in words * 8..<count {
      group[index] = group[index] & ~Int8(truncatingIfNeeded: mask) | Int8(truncatingIfNeeded: mean)
    }
  }

  /// A one in every byte.
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// All bits of every second byte.
  private static let pairs: UInt64 = 0x00ff_00ff_00ff_00ff
}
