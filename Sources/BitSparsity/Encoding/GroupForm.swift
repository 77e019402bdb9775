import IR

/// The form that a group of pruned weights is stored in: columns, and what makes weights of them.
package struct GroupForm: Hashable, Sendable {
  /// What is stored beside the columns.
  package let metadata: GroupMetadata

  /// The columns that are below the stored ones.
  package let droppedColumns: Int

  /// What every weight has beside the stored columns: the mean, or the shift taken back.
  package let addend: Int

  /// The form of metadata, as a decoder derives it.
  package init(_ metadata: GroupMetadata, _ encoding: BitSparseEncoding) {
    self.metadata = metadata
    droppedColumns = max(0, encoding.columns - metadata.redundantColumns)
    addend =
      encoding.method == .roundedAveraging ? metadata.constant : -metadata.constant
  }

  /// The stored columns of a weight, as a number in two's complement.
  package func stored(_ weight: Int8) -> Int { (Int(weight) - addend) >> droppedColumns }

  /// The weight of stored columns.
  package func weight(_ stored: Int) -> Int { stored << droppedColumns + addend }

  /// The form of a group of pruned weights, or `nil` if it has none.
  ///
  /// Of several forms it is the one with the fewest redundant columns, and of these the one with the
  /// least constant. It need not be the one that pruning chose: the weights are the same.
  package init?(_ group: UnsafeBufferPointer<Int8>, _ encoding: BitSparseEncoding) {
    guard let first = group.first else { return nil }
    var differing: UInt8 = 0
    var (least, greatest) = (first, first)
    for weight in group {
      differing |= UInt8(bitPattern: weight ^ first)
      least = min(least, weight)
      greatest = max(greatest, weight)
    }
    let common = differing.trailingZeroBitCount
    let range = -(1 << (7 - encoding.columns))..<1 << (7 - encoding.columns)
    for redundant in 0...min(encoding.redundantLimit, encoding.columns) {
      let dropped = encoding.columns - redundant
      guard dropped <= common else { continue }
      let constants = Self.constants(Int(first), dropped, encoding)
      for constant in constants {
        let form = GroupForm(
          GroupMetadata(redundantColumns: redundant, constant: constant), encoding)
        if range.contains(form.stored(least)), range.contains(form.stored(greatest)) {
          self = form
          return
        }
      }
    }
    return nil
  }

  /// The constants that leave zeros in the dropped columns of a group, one of whose weights is `weight`.
  private static func constants(
    _ weight: Int, _ dropped: Int, _ encoding: BitSparseEncoding
  ) -> StrideTo<Int> {
    let step = 1 << dropped
    guard encoding.method == .zeroPointShifting else {
      let mean = weight & (step - 1)
      return stride(from: mean, to: mean + 1, by: 1)
    }
    let half = 1 << (encoding.constantBits - 1)
    // The least constant c from −half with (weight + c) mod step = 0.
    return stride(from: -half + (half - weight) & (step - 1), to: half, by: step)
  }
}
