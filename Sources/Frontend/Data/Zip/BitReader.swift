/// Takes bits from bytes, the least significant bit of each byte first.
struct BitReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  private(set) var buffer: UInt64 = 0

  /// The number of bits in `buffer`; negative after more were taken than there are.
  private(set) var available = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The number of bytes of which a bit has been taken.
  var consumed: Int { min(bytes.count, position - (available >> 3)) }

  /// Whether more bits were taken than there are.
  @inline(__always)
  var isOverrun: Bool { available < 0 }

  /// Brings at least 56 bits into the buffer, or all that are left.
  @inline(__always)
  mutating func refill() {
    if position &+ 8 <= bytes.count {
      let word = UInt64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      // Bits beyond the whole bytes that are counted are brought again, unchanged, the next time.
      buffer |= word << UInt64(truncatingIfNeeded: available)
      position &+= (63 &- available) >> 3
      available |= 56
    } else {
      while available <= 56, position < bytes.count {
        buffer |= UInt64(bytes[position]) << UInt64(available)
        position &+= 1
        available &+= 8
      }
    }
  }

  /// Removes `count` bits, fewer than 64.
  @inline(__always)
  mutating func drop(_ count: Int) {
    buffer &>>= UInt64(truncatingIfNeeded: count)
    available &-= count
  }

  /// Takes `count` bits, at most 32, which must be in the buffer.
  @inline(__always)
  mutating func take(_ count: Int) -> Int {
    let value = Int(truncatingIfNeeded: buffer & ((1 &<< UInt64(truncatingIfNeeded: count)) &- 1))
    drop(count)
    return value
  }

  /// Takes whole bytes after dropping what is left of a byte, or gives `nil` if there are fewer.
  mutating func takeBytes(_ count: Int) -> UnsafeRawBufferPointer? {
    let start = position - (available >> 3)
    (buffer, available) = (0, 0)
    position = start
    guard count <= bytes.count - start else { return nil }
    position += count
    return UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
  }
}
