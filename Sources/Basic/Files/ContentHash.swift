/// The SHA-256 digest of some bytes, by which constants are named.
package struct ContentHash: Hashable, Sendable, CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  package let description: String

  /// Takes a digest as text, or `nil` if it is not 64 hexadecimal digits.
  package init?(hexadecimal text: String) {
    let digits = text.utf8
    let isValid = digits.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    guard digits.count == 64, isValid else { return nil }
    description = text
  }

  /// Hashes `bytes` (FIPS 180-4, section 6.2).
  package init(of bytes: UnsafeRawBufferPointer) {
    var state: [UInt32] = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
      0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    let whole = bytes.count / 64 * 64
    state.withUnsafeMutableBufferPointer { state in
      SHA256.compress(UnsafeRawBufferPointer(rebasing: bytes[..<whole]), into: state)
      var tail = [UInt8](bytes[whole...])
      tail.append(0x80)
      while tail.count % 64 != 56 { tail.append(0) }
      withUnsafeBytes(of: UInt64(bytes.count * 8).bigEndian) { tail.append(contentsOf: $0) }
      tail.withUnsafeBytes { SHA256.compress($0, into: state) }
    }
    description = state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }
}

/// The compression function of SHA-256.
private enum SHA256 {
  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  static let constants: [UInt32] = {
    var primes: [Int] = []
    var candidate = 2
    while primes.count < 64 {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes.map(fractionOfCubeRoot)
  }()

  /// The largest `r` with `r³ ≤ prime · 2⁹⁶`, modulo 2³², found bit by bit in exact arithmetic.
  private static func fractionOfCubeRoot(_ prime: Int) -> UInt32 {
    let target = UInt128(prime) << 96
    var root: UInt128 = 0
    for bit in stride(from: 34, through: 0, by: -1) {
      let trial = root | (1 << UInt128(bit))
      if trial * trial * trial <= target { root = trial }
    }
    return UInt32(truncatingIfNeeded: root)
  }

  static func compress(
    _ bytes: UnsafeRawBufferPointer, into state: UnsafeMutableBufferPointer<UInt32>
  ) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
      constants.withUnsafeBufferPointer { k in
        for start in stride(from: 0, to: bytes.count, by: 64) {
          block(bytes, start, w, k, state)
        }
      }
    }
  }

  @inline(__always)
  private static func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { (x >> n) | (x << (32 &- n)) }

  @inline(__always)
  private static func block(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ w: UnsafeMutableBufferPointer<UInt32>,
    _ k: UnsafeBufferPointer<UInt32>, _ state: UnsafeMutableBufferPointer<UInt32>
  ) {
    for i in 0..<16 {
      w[i] = UInt32(
        bigEndian: bytes.loadUnaligned(fromByteOffset: start &+ i &* 4, as: UInt32.self))
    }
    for i in 16..<64 {
      let s0 = rotate(w[i &- 15], 7) ^ rotate(w[i &- 15], 18) ^ (w[i &- 15] >> 3)
      let s1 = rotate(w[i &- 2], 17) ^ rotate(w[i &- 2], 19) ^ (w[i &- 2] >> 10)
      w[i] = w[i &- 16] &+ s0 &+ w[i &- 7] &+ s1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for i in 0..<64 {
      let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ k[i] &+ w[i]
      let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
      (h, g, f, e) = (g, f, e, d &+ t1)
      (d, c, b, a) = (c, b, a, t1 &+ t2)
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    state[5] &+= f
    state[6] &+= g
    state[7] &+= h
  }
}
