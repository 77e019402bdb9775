import Basic
import IR

/// The first 128 bytes of a `.dat` file (NNEF 1.0.5, section "Tensor File Format").
struct DatHeader: Sendable, Equatable {
  /// What an item is.
  enum ItemType: UInt32, Sendable {
    case float, unsigned, quantizedUnsigned, quantizedSigned, signed, bool

    /// Whether the items are integers that stand for real numbers.
    var isQuantized: Bool { self == .quantizedUnsigned || self == .quantizedSigned }

    /// Whether the items are integers with a sign.
    var isSigned: Bool { self == .signed || self == .quantizedSigned }
  }

  /// The length of a header.
  static let count = 128

  /// The most axes.
  static let rankLimit = 8

  /// The size along each axis.
  let shape: [Int]

  /// The bits of an item.
  let bits: Int

  /// What an item is.
  let item: ItemType

  /// The number of items.
  let itemCount: Int

  /// The bytes of all items.
  var dataCount: Int { (itemCount * bits + 7) / 8 }

  /// Describes items that are to be written.
  init(shape: [Int], bits: Int, item: ItemType) {
    (self.shape, self.bits, self.item) = (shape, bits, item)
    itemCount = shape.reduce(1, *)
  }

  /// Reads and checks the header of a file whose bytes are all of `bytes`.
  init(_ bytes: UnsafeRawBufferPointer) throws(DataFault) {
    let fields = ByteFields(bytes: bytes)
    guard bytes.count >= Self.count else {
      throw DataFault(
        DataRules.truncated, "the file has \(bytes.count) bytes, fewer than the 128 of a header",
        at: bytes.count)
    }
    guard fields.hold([0x4E, 0xEF, 1, 0], at: 0) else {
      throw DataFault(NNEFRules.data, "the file does not start with 4E EF 01 00", at: 0)
    }
    let length = try fields.number(UInt32.self, at: 4)
    let rank = try fields.number(UInt32.self, at: 8)
    guard rank <= Self.rankLimit else {
      throw DataFault(NNEFRules.data, "the rank is \(rank); the most is 8", at: 8)
    }
    var shape: [Int] = []
    for axis in 0..<rank { shape.append(try fields.number(UInt32.self, at: 12 + 4 * axis)) }
    guard !shape.contains(0) else {
      throw DataFault(DataRules.emptyTensor, "the shape \(shape) has no elements", at: 12)
    }
    guard let itemCount = TensorType.checkedElementCount(shape) else {
      throw DataFault(
        DataRules.shape, "the shape \(shape) has more than \(TensorType.elementLimit) elements",
        at: 12)
    }
    (self.shape, self.itemCount) = (shape, itemCount)
    bits = try fields.number(UInt32.self, at: 44)
    let code = try fields.number(UInt32.self, at: 48)
    guard var item = UInt32(exactly: code).flatMap(ItemType.init(rawValue:)) else {
      throw DataFault(
        DataRules.unsupportedType, "the item type \(code) is none of 0 to 5", at: 48,
        help: "other types are extensions of one vendor")
    }
    // The first files of version 1.0 told signed integers by the word after the item type.
    if item == .unsigned, try fields.number(UInt32.self, at: 52) != 0 { item = .signed }
    self.item = item
    try checkBits()
    guard length == dataCount else {
      throw DataFault(
        DataRules.sizeMismatch,
        "the header says \(length) bytes, and \(itemCount) items of \(bits) bits take \(dataCount)",
        at: 4)
    }
    let present = bytes.count - Self.count
    guard length == present else {
      throw DataFault(
        length > present ? DataRules.truncated : DataRules.trailing,
        "the header says \(length) bytes and \(present) follow it",
        at: Self.count + min(length, present))
    }
  }

  private func checkBits() throws(DataFault) {
    let allowed: [Int]
    switch item {
    case .float: allowed = [16, 32, 64]
    case .bool: allowed = [1, 8]
    default: allowed = Array(1...8) + [16, 32, 64]
    }
    guard allowed.contains(bits) else {
      throw DataFault(
        DataRules.unsupportedType,
        "items of type \(item) and \(bits) bits are not read; the compiler knows "
          + allowed.map(String.init).joined(separator: ", "), at: 44)
    }
  }
}
