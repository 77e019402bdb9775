/// The cyclic redundancy check of ZIP archives (ISO 3309, polynomial EDB88320 reflected).
package enum CRC32 {
  /// Eight tables of 256 remainders: table `k` is for a byte followed by `k` zero bytes.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var remainder = UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 0 ? remainder >> 1 : (remainder >> 1) ^ 0xEDB8_8320
      }
      tables[byte] = remainder
    }
    for index in 256..<tables.count {
      let previous = tables[index - 256]
      tables[index] = (previous >> 8) ^ tables[Int(previous & 255)]
    }
    return tables
  }()

  /// The check of `bytes`.
  package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    tables.withUnsafeBufferPointer { table in
      var remainder = ~UInt32(0)
      var offset = 0
      while offset &+ 8 <= bytes.count {
        let word = UInt64(
          littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        let mixed = word ^ UInt64(remainder)
        remainder = 0
        for lane in 0..<8 {
          let byte = Int(truncatingIfNeeded: (mixed >> UInt64(8 &* lane)) & 255)
          remainder ^= table[(7 &- lane) &* 256 &+ byte]
        }
        offset &+= 8
      }
      while offset < bytes.count {
        remainder = (remainder >> 8) ^ table[Int((remainder ^ UInt32(bytes[offset])) & 255)]
        offset &+= 1
      }
      return ~remainder
    }
  }
}
