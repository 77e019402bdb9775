import Basic
import Passes
import Testing

@Suite struct PipelineTests {
  @Test(arguments: [
    "", "cse", "cse,dce", "quantize{weights=i4,rounding=tosa}",
    "fold-constants,fixpoint(canonicalize,fixpoint(cse,dce),fuse-activation),dce",
    "fixpoint(quantize{activations=u8})",
  ])
  func printingUndoesParsing(_ text: String) throws {
    var bag = DiagnosticBag()
    let pipeline = try #require(PipelineParser.parse(text, catalog: .standard, into: &bag))
    #expect(pipeline.description == text)
    #expect(bag.diagnostics.isEmpty)
  }

  @Test func spacesDoNotMatter() throws {
    var bag = DiagnosticBag()
    let text = " cse ,\n fixpoint ( quantize { weights = i4 } , dce ) "
    let pipeline = try #require(PipelineParser.parse(text, catalog: .standard, into: &bag))
    #expect(pipeline.description == "cse,fixpoint(quantize{weights=i4},dce)")
  }

  @Test(arguments: [
    ",", "cse,", "cse dce", "cse{}", "cse{a}", "quantize{weights=}", "fixpoint()", "fixpoint",
    "fixpoint(cse", "cse)", "(cse)", "cse{a=1",
  ])
  func brokenTextsAreReported(_ text: String) {
    var bag = DiagnosticBag()
    #expect(PipelineParser.parse(text, catalog: .standard, into: &bag) == nil)
    #expect(bag.errorCount >= 1)
  }

  @Test func elementsKnowTheirPasses() throws {
    var bag = DiagnosticBag()
    let pipeline = try #require(
      PipelineParser.parse("fixpoint(fixpoint(cse))", catalog: .standard, into: &bag))
    #expect(pipeline.elements[0].contains("cse"))
    #expect(!pipeline.elements[0].contains("dce"))
  }

  @Test func optionsFallBackToTheirDefaults() {
    let options = PassOptions([("weights", "i4")], Quantize.options)
    #expect(options.symbol("weights") == "i4")
    #expect(options.symbol("activations") == "i8")
  }
}
