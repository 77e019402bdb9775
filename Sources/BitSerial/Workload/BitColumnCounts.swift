/// The number of ones in each bit column of up to 255 weights in two's complement.
///
/// Eight counters of a byte lie in one word, so that a weight is counted by one addition.
struct BitColumnCounts {
  private var counters: UInt64 = 0

  /// Counts the bits of a row.
  init(_ row: WeightTile.Row) {
    var sum: UInt64 = 0
    row.forEach { sum &+= Self.spread(UInt8(bitPattern: $0)) }
    counters = sum
  }

  /// The ones in column `bit`, 0 the lowest.
  subscript(bit: Int) -> Int { Int(counters >> UInt64(8 * bit) & 0xFF) }

  /// Puts bit `b` of a byte at bit `8 * b`.
  private static func spread(_ byte: UInt8) -> UInt64 {
    var bits = UInt64(byte)
    bits = (bits | bits << 28) & 0x0000_000F_0000_000F
    bits = (bits | bits << 14) & 0x0003_0003_0003_0003
    bits = (bits | bits << 7) & 0x0101_0101_0101_0101
    return bits
  }
}
