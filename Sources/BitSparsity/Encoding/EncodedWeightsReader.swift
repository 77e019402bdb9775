/// Reads the fields of a head, one after another.
struct EncodedWeightsReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The bytes that are left.
  var rest: Int { bytes.count - offset }

  /// Says what is wrong with the last `count` bytes.
  func damage(_ count: Int, _ reason: String) -> EncodedWeights.Damage {
    EncodedWeights.Damage(offset: offset - count, reason: reason)
  }

  /// Reads bytes that must be there.
  mutating func expect(_ wanted: [UInt8], _ name: String) throws(EncodedWeights.Damage) {
    guard rest >= wanted.count, Array(bytes[offset..<offset + wanted.count]) == wanted else {
      throw damage(0, "\(name) should stand here")
    }
    offset += wanted.count
  }

  /// Reads a number of `count` bytes.
  mutating func number(
    _ count: Int, _ name: String, in range: ClosedRange<Int> = 0...Int(UInt32.max)
  ) throws(EncodedWeights.Damage) -> Int {
    guard rest >= count else { throw damage(0, "the bytes end before \(name)") }
    let value = (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    guard range.contains(value) else {
      throw damage(
        0, "\(name) is \(value), and should be from \(range.lowerBound) to \(range.upperBound)")
    }
    offset += count
    return value
  }

  /// Reads `count` numbers of four bytes, which are seen to be there first.
  mutating func numbers(_ count: Int, _ name: String) throws(EncodedWeights.Damage) -> [Int] {
    guard rest / 4 >= count else { throw damage(0, "the bytes end before \(name)") }
    var numbers: [Int] = []
    for _ in 0..<count { numbers.append(try number(4, name)) }
    return numbers
  }
}
