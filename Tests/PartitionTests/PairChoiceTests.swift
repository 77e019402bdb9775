import Basic
import IR
import Partition
import TestSupport
import Testing

/// Greedy choice of pairs against the best one.
@Suite struct PairChoiceTests {
  /// Benefits of the pairs of a chain, with what greedy choice and the best one save.
  struct Case: Sendable {
    let benefits: [Double]
    let greedy: [Int]
    let optimum: Double
  }

  static let cases = [
    Case(benefits: [4, 5, 4], greedy: [1], optimum: 8),
    Case(benefits: [1, 10], greedy: [1], optimum: 10),
    Case(benefits: [2, 3, 2, 2, 3, 2], greedy: [1, 4], optimum: 7),
    Case(benefits: [3, 4, 3, 0, 3, 4, 3], greedy: [1, 5], optimum: 12),
  ]

  private func chain(_ benefits: [Double]) -> (benefits: [Int: Double], partners: [Int: Int]) {
    let pairs = benefits.enumerated().map { ($0, $1) }
    return (
      Dictionary(uniqueKeysWithValues: pairs),
      Dictionary(uniqueKeysWithValues: benefits.indices.map { ($0, $0 + 1) })
    )
  }

  @Test(arguments: cases) func counterexamplesHold(_ example: Case) {
    let (benefits, partners) = chain(example.benefits)
    #expect(ProductPairs.greedy(benefits, partners: partners) == example.greedy)
    let best = ProductPairs.optimal(benefits, partners: partners)
    #expect(best.reduce(0) { $0 + example.benefits[$1] } == example.optimum)
  }

  @Test(arguments: 0..<200) func matchingIsTheBestOfAll(_ seed: Int) {
    var random = SplitMix(seed)
    let values = (0..<1 + seed % 7).map { _ in Double(Int(random.next() % 21)) - 5 }
    let (benefits, partners) = chain(values)
    var best = 0.0
    for bits in 0..<(1 << values.count) {
      let chosen = values.indices.filter { bits >> $0 & 1 == 1 }
      guard zip(chosen, chosen.dropFirst()).allSatisfy({ $1 > $0 + 1 }) else { continue }
      best = max(best, chosen.reduce(0) { $0 + values[$1] })
    }
    let found = ProductPairs.optimal(benefits, partners: partners)
    #expect(found.reduce(0) { $0 + values[$1] } == best)
    #expect(zip(found, found.dropFirst()).allSatisfy { $1 > $0 + 1 })
  }

  private func benefits(
    _ network: ReferenceNetwork, _ devices: Int, _ environment: DeviceEnvironment, gather: Topology
  ) -> [Int: Double] {
    let problem = Planning.problem(network.program, environment)
    let rule = SplitSettings(.interleaved, gather: gather, reduce: .star).rule
    return ProductPairs(problem).benefits(problem, rule: rule)
  }

  /// Microseconds that pairs save, computed elsewhere from the formulas.
  ///
  /// They are without computing, so that devices are made fast. There the last result is gathered from two thirds of ten elements; here
  /// from six.
  @Test func lenetIsACounterexample() {
    let environment = Planning.environment(
      [1e18, 1e18, 1e18], latency: 10e-6, bandwidth: 10e9)
    let found = benefits(.lenet5, 3, environment, gather: .direct)
    let whole = (20.0 / 3 - 6) * 32 / 10e9 * 1e6
    let expected = [77.2864, 81.792, 80.2304, 60.4949 - whole]
    for (head, value) in expected.enumerated() {
      #expect(abs((found[head] ?? 0) * 1e6 - value) < 1e-4)
    }
    let partners = Dictionary(uniqueKeysWithValues: (0..<4).map { ($0, $0 + 1) })
    let greedy = ProductPairs.greedy(found, partners: partners)
    let optimal = ProductPairs.optimal(found, partners: partners)
    #expect(greedy == [1, 3])
    #expect(optimal == [0, 2])
    #expect(abs(greedy.reduce(0) { $0 + (found[$1] ?? 0) } * 1e6 - (142.2869 - whole)) < 1e-4)
    #expect(abs(optimal.reduce(0) { $0 + (found[$1] ?? 0) } * 1e6 - 157.5168) < 1e-4)
  }

  @Test func vgg11IsACounterexample() {
    let environment = Planning.environment(
      [1e18, 1e18, 1e18, 1e18], latency: 1e-3, bandwidth: 10e9)
    let found = benefits(.vgg11, 4, environment, gather: .star)
    let partners = Dictionary(uniqueKeysWithValues: (0..<10).map { ($0, $0 + 1) })
    let greedy = ProductPairs.greedy(found, partners: partners)
    let optimal = ProductPairs.optimal(found, partners: partners)
    #expect(greedy == [0, 2, 4, 6, 9])
    #expect(optimal == [1, 3, 5, 7, 9])
    #expect(abs(greedy.reduce(0) { $0 + (found[$1] ?? 0) } * 1e6 - 29138.78) < 0.01)
    #expect(abs(optimal.reduce(0) { $0 + (found[$1] ?? 0) } * 1e6 - 29350.14) < 0.01)
  }
}
