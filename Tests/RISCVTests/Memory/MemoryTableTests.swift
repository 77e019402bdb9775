import Basic
import RISCV
import TestSupport
import Testing

@Suite struct MemoryTableTests {
  private func read(_ text: String) -> (table: MemoryTable?, errors: [String]) {
    var sources = Table<SourceFile>()
    var bag = DiagnosticBag()
    let table = MemoryTable.read(text, name: "t.csv", sources: &sources, into: &bag)
    let errors = bag.diagnostics.map { diagnostic in
      var place = "-"
      if case .source(let range) = diagnostic.place { place = "\(range.line):\(range.column)" }
      return "\(place): \(diagnostic.message) [\(diagnostic.code)]"
    }
    #expect((table == nil) == bag.hasErrors)
    return (table, errors)
  }

  @Test func writesTheColumnsOfMiniMalloc() {
    var problem = MemoryProblem([
      MemoryBuffer("b1", size: Bytes(4), lifetime: 0..<3),
      MemoryBuffer("b2", size: Bytes(4), lifetime: 3..<9),
    ])
    #expect(MemoryTable(problem: problem).text == "id,lower,upper,size\nb1,0,3,4\nb2,3,9,4\n")
    problem.buffers[ID(0)].alignment = 8
    problem.buffers[ID(1)].gaps = [MemoryGap(4..<5), MemoryGap(6..<8, window: 1..<3)]
    let plan = MemoryPlan(offsets: [8, 0], of: problem)
    #expect(
      MemoryTable(problem: problem, plan: plan).text == """
        id,lower,upper,size,alignment,gaps,offset
        b1,0,3,4,8,,8
        b2,3,9,4,1,4-5 6-8@1:3,0

        """)
  }

  @Test func readsOtherNamesOfColumns() throws {
    let table = try #require(
      read("size,start,end,buffer_id,gaps\r\n4,0,2,x,1-1@0:2\r\n\r\n").table)
    #expect(
      table.problem
        == MemoryProblem([
          MemoryBuffer(
            "x", size: Bytes(4), lifetime: 0..<3, gaps: [MemoryGap(1..<2, window: 0..<2)])
        ]))
  }

  @Test(arguments: 0..<40) func readsWhatItWrites(seed: Int) throws {
    let features = RandomProblems.Features(rawValue: seed % 16)
    var problem = RandomProblems.problem(
      seed: seed, count: 30, steps: 20, largest: 1000, features)
    let names = ["a,b", "say \"hi\"", "two\nlines", "é", " ", "cr\rlf"]
    for (index, name) in names.enumerated() { problem.buffers[ID(UInt32(index))].name = name }
    var table = MemoryTable(problem: problem)
    #expect(read(table.text).table == table)
    table.plan = MemoryPlanner(evaluations: 0, nodes: 0).plan(problem).plan
    #expect(read(table.text).table == table)
    #expect(read(table.text).table?.text == table.text)
  }

  @Test(arguments: [
    ("", "1:1: the table is empty [memory.header]"),
    ("id,lower,upper\n", "1:1: the column 'size' is missing [memory.header]"),
    (
      "id,lower,upper,size,aligment\n",
      "1:21: there is no column 'aligment' [memory.header]"
    ),
    ("id,lower,upper,size,id\n", "1:21: the column 'id' is there twice [memory.header]"),
    (
      "id,lower,upper,size\na,0,1\n",
      "2:1: the row has 3 fields for 4 columns [memory.row]"
    ),
    (
      "id,lower,upper,size\n\na,0,1,x\n",
      "3:7: the size is 'x', not a whole number [memory.number]"
    ),
    (
      "id,lower,upper,size\na,0,1,99999999999999999999\n",
      "2:7: the size is '99999999999999999999', not a whole number [memory.number]"
    ),
    (
      "id,lower,upper,size\na,-1,1,4\n",
      "2:3: the lower is '-1', not a whole number [memory.number]"
    ),
    (
      "id,lower,upper,size\na,,1,4\n",
      "2:3: the lower is '', not a whole number [memory.number]"
    ),
    (
      "id,lower,upper,size\na,5,1,4\n",
      "2:1: the lifetime ends at 1 before it starts [memory.lifetime]"
    ),
    (
      "id,lower,upper,size\na,1,1,4\n",
      "2:1: buffer 'a' lives from step 1 to before 1 [memory.lifetime]"
    ),
    ("id,lower,upper,size\n,0,1,4\n", "2:1: a buffer has no name [memory.name]"),
    ("id,lower,upper,size\na,0,1,0\n", "2:1: buffer 'a' has 0 bytes [memory.size]"),
    (
      "id,lower,upper,size\na,0,1,4\nb,0,1,4\na,0,1,4\n",
      "4:1: the name 'a' is used twice [memory.name]"
    ),
    (
      "id,lower,upper,size,alignment\na,0,1,4,0\n",
      "2:1: buffer 'a' has the alignment 0 [memory.alignment]"
    ),
    ("id,lower,upper,size,gaps\na,0,9,4,3\n", "2:9: '3' is no gap [memory.gap-form]"),
    ("id,lower,upper,size,gaps\na,0,9,4,4-2\n", "2:9: '4-2' is no gap [memory.gap-form]"),
    ("id,lower,upper,size,gaps\na,0,9,4,1-2@3\n", "2:9: '1-2@3' is no gap [memory.gap-form]"),
    (
      "id,lower,upper,size,gaps\na,0,9,4,3-5 1-2\n",
      "2:1: buffer 'a' has a gap 1-2 that is empty, out of order or outside [memory.gap]"
    ),
    (
      "id,lower,upper,size,gaps\na,0,9,4,1-2@3:5\n",
      "2:1: buffer 'a' has a window 3:5 that is empty or outside its 4 bytes [memory.gap]"
    ),
    (
      "id,lower,upper,size,in_place\na,0,9,4,z\n",
      "2:9: there is no buffer 'z' [memory.in-place]"
    ),
    (
      "id,lower,upper,size,in_place\na,0,3,4,\nb,1,4,4,a\n",
      "3:1: buffer 'b' has 4 bytes from step 1 on and cannot take those of 'a', which has 4 in "
        + "steps 0..<3 [memory.in-place]"
    ),
    ("id,lower,upper,size\n\"a,0,1,4\n", "2:1: a quotation mark is never closed [memory.row]"),
  ]) func saysWhatIsWrong(text: String, error: String) {
    #expect(read(text).errors.first == error)
  }

  @Test func saysAllThatIsWrong() {
    #expect(
      read("id,lower,upper,size\na,x,1,y\nb\n").errors == [
        "2:3: the lower is 'x', not a whole number [memory.number]",
        "2:7: the size is 'y', not a whole number [memory.number]",
        "3:1: the row has 1 fields for 4 columns [memory.row]",
      ])
  }

  /// Whatever is read from a damaged table can be planned.
  @Test(arguments: 0..<300) func survivesDamage(seed: Int) {
    let problem = RandomProblems.problem(seed: seed, count: 8, steps: 9, largest: 50, .all)
    let plan = MemoryPlan(
      offsets: [Int](repeating: 0, count: problem.buffers.count), of: problem)
    var mutator = TextMutator(seed: seed)
    let text = mutator.damage(MemoryTable(problem: problem, plan: plan).text)
    guard let table = read(text).table else { return }
    let outcome = MemoryPlanner(evaluations: 5, nodes: 200).plan(table.problem)
    var bag = DiagnosticBag()
    MemoryChecker.check(outcome.plan, of: table.problem, into: &bag)
    #expect(bag.diagnostics == [])
    #expect(read(table.text).table == table)
  }

  /// An odd alignment puts the large one first, and its end one byte before where the other may lie.
  @Test func plansTheLargestNumbers() throws {
    let largest = 1 << 48 - 1
    let table = try #require(
      read("id,lower,upper,size,alignment\na,0,\(largest),\(largest),\(largest)\nb,0,1,1,2\n").table
    )
    let outcome = MemoryPlanner().plan(table.problem)
    #expect(outcome.plan.peak == Bytes(largest + 2))
  }
}
