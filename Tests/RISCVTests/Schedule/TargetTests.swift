import Basic
import Foundation
import RISCV
import Testing

@Suite struct RISCVTargetTests {
  @Test(arguments: targetNames)
  func theShippedTargetsReadBackAsTheyAre(name: String) throws {
    let json = try JSONReader.read(try targetText(name))
    let target = try target(name)
    #expect(target.name == name)
    #expect(target.json.text == json.text)
  }

  @Test func overridesTakeThePlaceOfKeys() throws {
    var bag = DiagnosticBag()
    let changed = try target().applying(
      [("cores", "4"), ("clock_mhz", "450.5"), ("tiling", "dory")], &bag)
    #expect(changed?.cores == 4)
    #expect(changed?.clockMegahertz == 450.5)
    #expect(changed?.tiling == .dory)
    #expect(bag.diagnostics.isEmpty)
  }

  @Test(arguments: [
    ("\"cores\": 8,", "", "riscv.t3", "the key 'cores' is missing"),
    ("\"cores\"", "\"coers\"", "riscv.t2", "there is no key 'coers'"),
    ("\"cores\": 8", "\"cores\": \"8\"", "riscv.t4", "'cores' is \"8\", not a whole number"),
    ("\"cores\": 8", "\"cores\": 0", "riscv.t5", "'cores' is 0, outside 1...64"),
    (
      "\"exact\"", "\"exakt\"", "riscv.t5",
      "'tiling' is 'exakt', not one of exact, dory; did you mean 'exact'?"
    ),
    ("\"kind\": \"riscv\"", "\"kind\": \"gpu\"", "riscv.t1", "'kind' is not \"riscv\""),
    (
      "\"stack_bytes\": 1024", "\"stack_bytes\": 8192", "riscv.t6",
      "8 stacks of 8192 bytes leave nothing of the 65536 bytes of L1"
    ),
    (
      "\"vector_bits\": 0", "\"vector_bits\": 128", "riscv.t6",
      "'vector_bits' is 128 with the instructions rv32im"
    ),
  ])
  func faultsAreReportedByTheirRule(
    from: String, to: String, rule: String, message: String
  ) throws {
    let text = try targetText("rv32imc-8core")
    let range = try #require(text.range(of: from))
    let changed = text.replacingCharacters(in: range, with: to)
    var bag = DiagnosticBag()
    #expect(RISCVTarget.read(try JSONReader.read(changed), file: "t.json", &bag) == nil)
    #expect(bag.diagnostics.contains { $0.code == rule && $0.message == message })
  }

  @Test func allFaultsAreReportedInOneRun() throws {
    var bag = DiagnosticBag()
    let changed = try target().applying(
      [("cores", "-1"), ("l1_byte", "3"), ("tiling", "best"), ("clock_mhz", "fast")], &bag)
    #expect(changed == nil)
    #expect(bag.diagnostics.map(\.code) == ["riscv.t2", "riscv.t5", "riscv.t4", "riscv.t5"])
    #expect(bag.diagnostics[0].help == "did you mean 'l1_bytes'?")
  }

  @Test func ruleCodesAreUnique() {
    let codes = RISCVRules.all.map(\.code)
    #expect(Set(codes).count == codes.count)
  }
}
