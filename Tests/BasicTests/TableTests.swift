import Basic
import Synchronization
import Testing

@Suite struct TableTests {
  @Test func idsNameElementsInOrderOfCreation() {
    var table = Table<String>()
    let first = table.append("a")
    let second = table.append("b")
    table[first] += "!"
    #expect(table[first] == "a!")
    #expect(table[second] == "b")
    #expect(Array(table.ids) == [first, second])
    #expect(first < second)
    #expect(table.contains(second))
    #expect(!table.contains(ID(2)))
  }

  @Test func linesEndInEitherWay() {
    let file = SourceFile(name: "a", text: "one\r\ntwo\n\nfour")
    #expect(file.lines == ["one", "two", "", "four"])
    #expect(file.line(0) == nil)
    #expect(file.line(4) == "four")
    #expect(file.line(5) == nil)
    #expect(SourceFile(name: "b").line(1) == nil)
  }

  @Test(arguments: [(0, 2), (1, 4), (7, 1), (100, 3), (3, 8)])
  func everyPieceRunsOnce(_ count: Int, _ threads: Int) {
    let runs = Mutex([Int](repeating: 0, count: count))
    Parallel.forEach(count, threads: threads) { index in runs.withLock { $0[index] += 1 } }
    #expect(runs.withLock { $0 } == [Int](repeating: 1, count: count))
  }
}
