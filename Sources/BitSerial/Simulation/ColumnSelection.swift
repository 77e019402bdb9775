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

  /// The selection as the multiplexers of an element take it: four lanes of three bits from bit 0,
  /// how many of them count in bits 12 to 14, and the inversion in bit 15.
  package var word: UInt16 {
    var word = UInt16(selected.count) << 12 | (isInverted ? 0x8000 : 0)
    for (index, lane) in selected.enumerated() { word |= UInt16(lane) << UInt16(3 * index) }
    return word
  }
}
