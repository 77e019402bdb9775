import BitSerial
import Testing

/// What the scheduler selects.
@Suite struct ColumnSelectionTests {
  @Test func theMinorityOfEveryColumnIsWorkedOff() {
    for column in UInt8.min...UInt8.max {
      let selection = ColumnSelection(column)
      // Four of eight are not inverted: only more than half are.
      #expect(selection.isInverted == (column.nonzeroBitCount > 4))
      #expect(selection.selected.count <= 4)
      // Four encoders in a row, each with a window of five lanes, find all of them.
      var left = Set(selection.selected)
      for encoder in 0..<4 {
        if let first = (encoder...encoder + 4).first(where: left.contains) { left.remove(first) }
      }
      #expect(left.isEmpty)
    }
  }

  @Test func aWordTellsItsSelection() {
    for column in UInt8.min...UInt8.max {
      let selection = ColumnSelection(column)
      let word = Int(selection.word)
      let lanes = (0..<(word >> 12 & 7)).map { word >> (3 * $0) & 7 }
      #expect(lanes == selection.selected)
      #expect(word >> 15 == (selection.isInverted ? 1 : 0))
    }
  }
}
