import Basic
import Crossbar
import Testing

@Suite struct TargetTests {
  @Test func theShippedTargetReadsBackAsItIs() throws {
    let json = try JSONReader.read(try targetText())
    let target = try target()
    #expect(target.json.text == json.text)
    #expect(target.rows == 256 && target.columns == 256 && target.jobTimeNanoseconds == 130)
  }

  @Test func overridesTakeThePlaceOfKeys() throws {
    var bag = DiagnosticBag()
    let changed = try target().applying(
      [("rows", "128"), ("clock_mhz", "250.5"), ("order", "area")], &bag)
    #expect(changed?.rows == 128)
    #expect(changed?.clockMegahertz == 250.5)
    #expect(changed?.order == .area)
    #expect(bag.diagnostics.isEmpty)
  }

  @Test(arguments: [
    ("\"rows\": 256,", "", "crossbar.t3", "the key 'rows' is missing"),
    ("\"rows\"", "\"rowz\"", "crossbar.t2", "there is no key 'rowz'"),
    ("\"rows\": 256", "\"rows\": \"256\"", "crossbar.t4", "'rows' is \"256\", not a whole number"),
    ("\"rows\": 256", "\"rows\": 0", "crossbar.t5", "'rows' is 0, outside 1...4096"),
    ("\"cell_bits\": 4", "\"cell_bits\": 2", "crossbar.t5", "'cell_bits' is 2, which must be 4"),
    (
      "\"best\"", "\"bets\"", "crossbar.t5",
      "'order' is 'bets', not one of best, area, longest-side, perimeter, none; "
        + "did you mean 'best'?"
    ),
    ("\"kind\": \"crossbar\"", "\"kind\": \"gpu\"", "crossbar.t1", "'kind' is not \"crossbar\""),
    ("{", "[{", "crossbar.t1", "the target is not a JSON object"),
  ])
  func faultsAreReportedByTheirRule(
    from: String, to: String, rule: String, message: String
  ) throws {
    let text = try targetText()
    let range = try #require(text.range(of: from))
    let changed = text.replacingCharacters(in: range, with: to) + (to == "[{" ? "]" : "")
    var bag = DiagnosticBag()
    #expect(CrossbarTarget.read(try JSONReader.read(changed), file: "t.json", &bag) == nil)
    #expect(bag.diagnostics.contains { $0.code == rule && $0.message == message })
    #expect(bag.diagnostics.allSatisfy { $0.place == .file("t.json", offset: nil) })
  }

  @Test func allFaultsAreReportedInOneRun() throws {
    var bag = DiagnosticBag()
    let changed = try target().applying(
      [("rows", "-1"), ("colums", "3"), ("order", "size"), ("clock_mhz", "fast")], &bag)
    #expect(changed == nil)
    #expect(
      bag.diagnostics.map(\.code) == ["crossbar.t2", "crossbar.t5", "crossbar.t4", "crossbar.t5"])
    #expect(bag.diagnostics[0].help == "did you mean 'columns'?")
  }

  @Test func ruleCodesAreUnique() {
    let codes = CrossbarRules.all.map(\.code)
    #expect(Set(codes).count == codes.count)
  }
}
