import IR
import Operators
import Testing

/// Every negative case of every operator.
let allNegativeCases =
  elementwiseNegativeCases
  + activationNegativeCases
  + reductionNegativeCases
  + shapeNegativeCases

@Suite struct NegativeCasesTests {
  @Test(arguments: allNegativeCases)
  func reportsExactlyTheRuleThatIsBroken(_ example: NegativeCase) throws {
    let outcome = try example.outcome()
    #expect(outcome.codes == [example.code])
    #expect(!outcome.hasTypes)
  }

  @Test func everyRuleHasACase() {
    let covered = Set(allNegativeCases.map(\.code))
    for definition in OperatorCatalog.standard.definitions {
      for constraint in definition.constraints {
        let code = definition.code(constraint.number)
        #expect(covered.contains(code), "\(code) has no negative case")
      }
    }
  }
}
