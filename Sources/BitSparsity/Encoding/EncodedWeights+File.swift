import Basic
import IR

/// The bytes of encoded weights, with a head that tells their version.
///
/// All numbers are unsigned and little-endian:
///
/// | bytes | field |
/// |---|---|
/// | 4 | `BBSW` |
/// | 2 | version, 1 |
/// | 1 | method: 0 rounded averaging, 1 zero-point shifting |
/// | 1 | pruned columns |
/// | 1 | weights of a group |
/// | 1 | bits of the constant |
/// | 1 | axis of output channels |
/// | 1 | number of sizes of the shape |
/// | 4 each | sizes of the shape |
/// | 4 | number of sensitive channels |
/// | 4 each | the original channel of each stored one |
/// | rest | the stored channels |
extension EncodedWeights {
  /// The version that is written.
  package static let version = 1

  private static let magic: [UInt8] = Array("BBSW".utf8)

  /// What is wrong with bytes that should be encoded weights.
  package struct Damage: Error, Equatable, Sendable {
    /// The byte that is wrong, from the start.
    package let offset: Int

    /// What was found, and what should be there.
    package let reason: String
  }

  /// The head and the stored channels.
  package var file: [UInt8] {
    var file = Self.magic
    file += Self.number(Self.version, 2)
    file.append(encoding.method == .roundedAveraging ? 0 : 1)
    file += [encoding.columns, encoding.group, encoding.constantBits, encoding.axis, shape.count]
      .map { UInt8(truncatingIfNeeded: $0) }
    for size in shape { file += Self.number(size, 4) }
    file += Self.number(encoding.sensitive.count, 4)
    for channel in order { file += Self.number(channel, 4) }
    return file + bytes
  }

  /// Reads what `file` gives; every field is checked.
  package init(file: [UInt8]) throws(Damage) {
    var reader = EncodedWeightsReader(file)
    try reader.expect(Self.magic, "the letters BBSW")
    let version = try reader.number(2, "the version")
    guard version == Self.version else {
      throw reader.damage(2, "the version is \(version), and \(Self.version) is known")
    }
    let method = try reader.number(1, "the method", in: 0...1)
    let columns = try reader.number(1, "the number of pruned columns", in: 1...6)
    let group = try reader.number(1, "the size of a group", in: 1...BitSparseEncoding.largestGroup)
    let constant = try reader.number(1, "the width of the constant", in: 4...6)
    let axis = try reader.number(1, "the axis", in: 0...1)
    let rank = try reader.number(1, "the number of sizes", in: 2...8)
    var shape: [Int] = []
    for _ in 0..<rank { shape.append(try reader.number(4, "a size", in: 1...1 << 31)) }
    guard TensorType.checkedElementCount(shape) != nil,
      let layout = WeightLayout(shape, axis: axis)
    else { throw reader.damage(4, "the shape is \(shape)") }
    let count = try reader.number(4, "the number of sensitive channels", in: 0...layout.channels)
    let order = try reader.numbers(layout.channels, "the channels")
    let encoding = BitSparseEncoding(
      method: method == 0 ? .roundedAveraging : .zeroPointShifting, columns: columns, group: group,
      constantBits: constant, axis: axis, sensitive: Array(order.prefix(count)))
    guard Self.isOrder(order, count) else {
      throw reader.damage(
        4 * order.count, "the channels are not the sensitive and then the others, in order")
    }
    let size = Self.byteCount(encoding, layout)
    guard reader.rest == size else {
      throw reader.damage(0, "\(reader.rest) bytes of channels follow, and there should be \(size)")
    }
    self.init(encoding: encoding, shape: shape, bytes: Array(file.suffix(size)))
  }

  /// The bytes of the stored channels.
  package static func byteCount(_ encoding: BitSparseEncoding, _ layout: WeightLayout) -> Int {
    let pruned = layout.channels - encoding.sensitive.count
    return encoding.sensitive.count * layout.channelCount
      + pruned * byteCount(positions: layout.positions, depth: layout.depth, encoding)
  }

  /// Whether channels are all there: the first `count` in ascending order, then the others.
  private static func isOrder(_ order: [Int], _ count: Int) -> Bool {
    var isSeen = [Bool](repeating: false, count: order.count)
    for (place, channel) in order.enumerated() {
      guard channel < order.count, !isSeen[channel] else { return false }
      if place != 0, place != count, order[place - 1] > channel { return false }
      isSeen[channel] = true
    }
    return true
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
