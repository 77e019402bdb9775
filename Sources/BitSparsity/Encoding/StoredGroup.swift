import IR

/// A stored group: its metadata and its columns.
package struct StoredGroup: Sendable {
  /// What makes weights of stored columns.
  package let form: GroupForm

  /// The stored columns of each weight, as a number in two's complement.
  package let stored: [Int]

  /// The bytes of a group of `count` weights.
  package static func byteCount(_ count: Int, _ encoding: BitSparseEncoding) -> Int {
    1 + ((8 - encoding.columns) * count + 7) / 8
  }

  /// Reads the group at a place that is known to hold it.
  init(_ bytes: [UInt8], at offset: Int, count: Int, _ encoding: BitSparseEncoding) {
    let field = encoding.constantField
    let low = Int(bytes[offset]) & ((1 << field) - 1)
    let isSigned = encoding.method == .zeroPointShifting
    let constant = isSigned && low >> (field - 1) == 1 ? low - 1 << field : low
    form = GroupForm(
      GroupMetadata(redundantColumns: Int(bytes[offset]) >> field, constant: constant), encoding)
    let columns = 8 - encoding.columns
    stored = (0..<count).map { lane in
      var value = 0
      for column in 0..<columns {
        let bit = column * count + lane
        let isSet = bytes[offset + 1 + bit / 8] >> UInt8(bit % 8) & 1 == 1
        if isSet { value += column == 0 ? -1 << (columns - 1) : 1 << (columns - 1 - column) }
      }
      return value
    }
  }

  /// The weight in a lane, which may leave 8 bits only if the bytes were damaged.
  func weight(_ lane: Int) -> Int { form.weight(stored[lane]) }

  /// The sum of products with activations, computed on the stored columns.
  ///
  /// `2^dropped · Σ stored · a + addend · Σ a`: one multiplication by the constant serves a group.
  /// ([bbs24] equation 3)
  package func product(_ activations: [Int]) -> Int {
    let sums = zip(stored, activations).reduce(0) { $0 + $1.0 * $1.1 }
    return sums << form.droppedColumns + form.addend * activations.reduce(0, +)
  }

  /// Appends a group whose form is known.
  static func append(
    _ group: UnsafeBufferPointer<Int8>, _ form: GroupForm, _ encoding: BitSparseEncoding,
    to bytes: inout [UInt8]
  ) {
    let field = encoding.constantField
    let start = bytes.count
    bytes += repeatElement(0, count: byteCount(group.count, encoding))
    bytes[start] =
      UInt8(form.metadata.redundantColumns << field)
      | UInt8(form.metadata.constant & ((1 << field) - 1))
    let columns = 8 - encoding.columns
    for (lane, weight) in group.enumerated() {
      let stored = form.stored(weight)
      for column in 0..<columns where stored >> (columns - 1 - column) & 1 == 1 {
        let bit = column * group.count + lane
        bytes[start + 1 + bit / 8] |= 1 << UInt8(bit % 8)
      }
    }
  }
}
