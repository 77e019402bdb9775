import IR
import Operators
import Testing

/// Every negative case of every operator.
let allNegativeCases =
  convolutionNegativeCases
  + convTransposeNegativeCases
  + linearNegativeCases
  + normalizationNegativeCases
  + poolingNegativeCases
  + elementwiseNegativeCases
  + numberNegativeCases
  + fixedPointNegativeCases
  + activationNegativeCases
  + reductionNegativeCases
  + selectionNegativeCases
  + shapeNegativeCases
  + resizeNegativeCases
  + repetitionNegativeCases
  + indexingNegativeCases
  + quantizationNegativeCases
  + communicationNegativeCases

@Suite struct NegativeCasesTests {
  @Test(arguments: allNegativeCases)
  func reportsExactlyTheRuleThatIsBroken(_ example: NegativeCase) throws {
    let outcome = try example.outcome()
    #expect(outcome.codes == [example.code])
    #expect(!outcome.hasTypes)
  }

  @Test func everyRuleHasACase() {
    let covered = Set(allNegativeCases.map(\.code))
    let missing = OperatorCatalog.standard.definitions.flatMap { definition in
      definition.constraints.map { definition.code($0.number) }.filter { !covered.contains($0) }
    }
    #expect(missing == [])
  }
}
