/// A table that decodes a prefix code of DEFLATE by looking up the next bits (RFC 1951, 3.2.2).
///
/// The first `primaryBits` bits select an entry; longer codes go on in a second table. An entry has
/// the length of the code in bits 0–4, a flag in bits 5–7 or 13, the number of extra bits in bits
/// 8–12 and a value in bits 16–31. An entry of zero is a code that does not exist.
struct HuffmanTable: ~Copyable {
  static let literal: UInt32 = 1 << 5
  static let match: UInt32 = 1 << 6
  static let end: UInt32 = 1 << 7
  static let secondary: UInt32 = 1 << 13

  /// The longest code.
  static let longest = 15

  let entries: UnsafeMutablePointer<UInt32>
  let primaryBits: Int
  private let capacity: Int

  /// Makes a table for at most `symbols` symbols.
  init(primaryBits: Int, symbols: Int) {
    self.primaryBits = primaryBits
    // A complete second table of 2ᵏ entries has more than k codes, so each symbol takes at most
    // 2ᵏ / (k + 1) of them, k being the most that a code exceeds the first table.
    let excess = HuffmanTable.longest - primaryBits
    capacity = 1 << primaryBits + symbols * ((1 << excess) / (excess + 1) + 1)
    entries = .allocate(capacity: capacity)
    entries.initialize(repeating: 0, count: capacity)
  }

  deinit { entries.deallocate() }

  /// Builds the table for codes of `lengths`, the symbol `i` meaning `meanings[i]`.
  ///
  /// - Returns: what is wrong with the lengths, or `nil`. A code is complete, except that it may be
  ///   empty or a single code of one bit if `allowsIncomplete`.
  func build(
    _ lengths: ArraySlice<UInt8>, _ meanings: [UInt32], allowsIncomplete: Bool
  ) -> String? {
    var counts = [Int](repeating: 0, count: HuffmanTable.longest + 1)
    for length in lengths { counts[Int(length)] += 1 }
    counts[0] = 0
    var (left, next) = (1, [0])
    for length in 1...HuffmanTable.longest {
      left = left * 2 - counts[length]
      guard left >= 0 else { return "is over-subscribed" }
      next.append((next[length - 1] + counts[length - 1]) << 1)
    }
    let used = counts.reduce(0, +)
    let isTrivial = used == 0 || (used == 1 && counts[1] == 1)
    guard left == 0 || (allowsIncomplete && isTrivial) else { return "is incomplete" }
    entries.update(repeating: 0, count: 1 << primaryBits)
    fill(lengths, meanings, firstCodes: next)
    return nil
  }

  private func fill(_ lengths: ArraySlice<UInt8>, _ meanings: [UInt32], firstCodes: [Int]) {
    let mask = 1 << primaryBits - 1
    var codes = [(bits: Int, length: Int, meaning: UInt32)]()
    var next = firstCodes
    for (length, meaning) in zip(lengths, meanings) where length > 0 {
      let length = Int(length)
      let code = UInt16(next[length])
      next[length] += 1
      codes.append((Int(code.bitSwapped) >> (16 - length), length, meaning))
    }
    // The longest code under each first entry sets the size of its second table.
    for code in codes where code.length > primaryBits {
      let longer = max(Int(entries[code.bits & mask]), code.length - primaryBits)
      entries[code.bits & mask] = UInt32(longer)
    }
    var free = 1 << primaryBits
    for index in 0...mask where entries[index] > 0 {
      let bits = entries[index]
      entries[index] = UInt32(free) << 16 | bits << 8 | HuffmanTable.secondary
      free += 1 << Int(bits)
    }
    precondition(free <= capacity)
    for code in codes {
      let entry = code.meaning == 0 ? 0 : code.meaning | UInt32(code.length)
      let isShort = code.length <= primaryBits
      let first = entries[code.bits & mask]
      let start = isShort ? 0 : Int(first >> 16)
      let size = isShort ? mask + 1 : 1 << (Int(first >> 8) & 31)
      let (index, step) =
        isShort
        ? (code.bits, 1 << code.length)
        : (code.bits >> primaryBits, 1 << (code.length - primaryBits))
      for slot in stride(from: index, to: size, by: step) { entries[start + slot] = entry }
    }
  }
}

extension UInt16 {
  /// The bits in reverse order.
  fileprivate var bitSwapped: UInt16 {
    var value = byteSwapped
    value = (value & 0x0F0F) << 4 | (value >> 4) & 0x0F0F
    value = (value & 0x3333) << 2 | (value >> 2) & 0x3333
    return (value & 0x5555) << 1 | (value >> 1) & 0x5555
  }
}
