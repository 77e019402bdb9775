extension ZeroPointShifting {
  /// Prunes a group in place and gives what is stored beside it; equal to the definition.
  ///
  /// The shift must have been searched among those that stay within 8 bits.
  @discardableResult
  func prune(_ group: UnsafeMutablePointer<Int8>, count: Int) -> GroupMetadata {
    let metadata = shift(group, count: count)
    apply(metadata, group, count: count) { index, weight in
      group[index] = Int8(truncatingIfNeeded: weight)
    }
    return metadata
  }

  /// The shift of least error, the first of them, and the redundant columns under it.
  func shift(_ group: UnsafePointer<Int8>, count: Int) -> GroupMetadata {
    ShiftSearch(self).best(group, count: count)
  }

  /// Gives every weight under a shift, which may leave 8 bits, to `store`.
  @inline(__always)
  func apply(
    _ metadata: GroupMetadata, _ group: UnsafePointer<Int8>, count: Int,
    _ store: (Int, Int) -> Void
  ) {
    let dropped = columns - metadata.redundantColumns
    let step = 1 << max(dropped, 0)
    let most = dropped > 0 ? 128 >> metadata.redundantColumns - step : 127
    for index in 0..<count {
      let shifted = min(max(Int(group[index]) + metadata.constant, -127), 127)
      let magnitude =
        dropped > 0 ? min((abs(shifted) + step / 2 - 1) & -step, most) : abs(shifted)
      store(index, (shifted < 0 ? -magnitude : magnitude) - metadata.constant)
    }
  }
}
