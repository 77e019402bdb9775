import BitSparsity
import IR

/// How a group of weights is multiplied with activations: a cycle for each stored column, from the sign
/// down, and one multiplication by the group's constant.
package struct GroupProgram: Sendable {
  /// A stored column.
  struct Column: Sendable {
    /// What is selected in each sub-group of eight weights.
    let selections: [ColumnSelection]

    /// The power of two that the column stands for.
    let significance: Int32

    /// Whether it is the sign, which counts negatively.
    let isSign: Bool
  }

  /// The columns, from the sign down.
  let columns: [Column]

  /// What every weight has beside its columns.
  let addend: Int32

  /// The weights of the group.
  package let count: Int

  /// The cycles: one for each stored column.
  package var cycles: Int { columns.count }

  /// The largest number of activations that a sub-group adds in a cycle.
  package var largestSelection: Int {
    columns.flatMap(\.selections).map(\.selected.count).reduce(0, max)
  }

  /// The program of a group as it is stored.
  package init(_ group: StoredGroup, _ encoding: BitSparseEncoding) {
    self.init(
      stored: group.stored, columns: 8 - encoding.columns, shift: group.form.droppedColumns,
      addend: group.form.addend)
  }

  /// The program of weights that keep their 8 bits.
  package init(_ weights: [Int8]) {
    self.init(stored: weights.map { Int($0) }, columns: 8, shift: 0, addend: 0)
  }

  private init(stored: [Int], columns: Int, shift: Int, addend: Int) {
    count = stored.count
    self.addend = Int32(addend)
    self.columns = (0..<columns).map { index in
      let bit = columns - 1 - index
      return Column(
        selections: stride(from: 0, to: stored.count, by: ColumnSelection.lanes).map { start in
          let lanes = stored[start..<min(start + ColumnSelection.lanes, stored.count)]
          let column = lanes.enumerated().reduce(UInt8(0)) { bits, lane in
            bits | UInt8((lane.element >> bit) & 1) << UInt8(lane.offset)
          }
          // Lanes without a weight have no activation: they may hold either bit.
          return ColumnSelection(column)
        }, significance: Int32(bit + shift), isSign: index == 0)
    }
  }

  /// The sum of products with activations, bit by bit.
  ///
  /// - Parameter sums: of each sub-group of eight activations their sum.
  func product(_ activations: UnsafePointer<Int32>, _ sums: UnsafePointer<Int32>) -> Int32 {
    var total: Int32 = 0
    for column in columns {
      var part: Int32 = 0
      for (index, selection) in column.selections.enumerated() {
        part &+= selection.sum(activations, index * ColumnSelection.lanes, sums[index])
      }
      if column.isSign { part = 0 &- part }
      total &+= part << column.significance
    }
    guard addend != 0 else { return total }
    var sum: Int32 = 0
    for index in 0..<(count + ColumnSelection.lanes - 1) / ColumnSelection.lanes {
      sum &+= sums[index]
    }
    return total &+ addend &* sum
  }
}
