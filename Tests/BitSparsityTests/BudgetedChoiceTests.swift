import BitSparsity
import TestSupport
import Testing

/// The choice under a budget is the best there is.
@Suite struct BudgetedChoiceTests {
  @Test(arguments: 0..<20)
  func noOtherChoiceIsBetter(_ seed: Int) {
    var generator = SplitMix(seed)
    let layers = (0..<4).map { _ in
      (0..<5).map { _ in
        BudgetedChoice.Option(
          bits: Int.random(in: 1...40, using: &generator),
          error: Double(Int.random(in: 0...1000, using: &generator)))
      }
    }
    let choice = BudgetedChoice(layers)
    for budget in 0...160 {
      var least: Double?
      for code in 0..<625 {
        let chosen = zip(layers, [code % 5, code / 5 % 5, code / 25 % 5, code / 125]).map { $0[$1] }
        guard chosen.reduce(0, { $0 + $1.bits }) <= budget else { continue }
        let error = chosen.reduce(0) { $0 + $1.error }
        least = min(least ?? error, error)
      }
      let found = choice.best(within: budget)
      #expect(found?.error == least)
      guard let found else { continue }
      let chosen = zip(layers, found.options).map { $0[$1] }
      #expect(chosen.reduce(0) { $0 + $1.bits } == found.bits && found.bits <= budget)
    }
    #expect(
      zip(choice.frontier, choice.frontier.dropFirst()).allSatisfy {
        $0.bits < $1.bits && $0.error > $1.error
      })
  }
}
