/// What the scheduler of a processing element selects of one column of eight weights.
///
/// The minority is worked off: where more than half of the bits are ones, activations at zeros are
/// taken away from the sum of all. ([bbs24] section 4.2)
package struct ColumnSelection: Hashable, Sendable {
  /// The lanes of a sub-group.
  package static let lanes = 8

  /// Whether the selected lanes are those with a zero.
  package let isInverted: Bool

  /// The selected lanes, at most four, in ascending order.
  package let selected: [Int]

  /// Selects of a column, whose bit `i` belongs to lane `i`.
  package init(_ column: UInt8) {
    isInverted = column.nonzeroBitCount > Self.lanes / 2
    let bits = isInverted ? ~column : column
    selected = (0..<Self.lanes).filter { bits >> UInt8($0) & 1 == 1 }
  }

  /// The sum of the activations at ones.
  ///
  /// - Parameters:
  ///   - activations: those of the group; `start` is the first of the sub-group.
  ///   - sum: the sum of all activations of the sub-group, which all channels share.
  @inline(__always)
  func sum(_ activations: UnsafePointer<Int32>, _ start: Int, _ sum: Int32) -> Int32 {
    var part: Int32 = 0
    for lane in selected { part &+= activations[start + lane] }
    return isInverted ? sum &- part : part
  }
}
