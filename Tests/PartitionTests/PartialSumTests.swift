import Basic
import IR
import Operators
import Partition
import Testing

/// Terms of sums that stay where they are until they must be added.
@Suite struct PartialSumTests {
  /// Two branches that both end in products by input channels, added.
  private var program: Program {
    var network = NetworkBuilder("sums", input: [1, 4, 8, 8])
    let start = network.convolution(8, 3, padding: 1)
    network.convolution(8, 1)
    let long = network.convolution(6, 3, padding: 1, isRectified: false)
    network.current = start
    let short = network.convolution(6, 1, isRectified: false)
    network.append("add", [long, short], [Attribute("activation", .activation(.relu))])
    return network.finished()
  }

  /// The first plan, in order of options, that a filter leaves.
  private func plan(
    _ problem: SplitProblem, _ allows: (_ unit: Int, UnitOption) -> Bool
  ) -> SplitPlan? {
    var walk = StateWalk(problem, rule: .any, tracksMemory: true)
    func choices(_ stage: Int, _ state: WalkState) -> [Int]? {
      guard stage < problem.options.count else { return [] }
      for (index, option) in problem.options[stage].enumerated() where allows(stage, option) {
        guard let step = walk.step(stage, state, option: index),
          let rest = choices(stage + 1, step.state)
        else { continue }
        return [index] + rest
      }
      return nil
    }
    guard let found = choices(0, walk.start) else { return nil }
    var builder = PlanBuilder(problem, rule: .any, strategy: "test")
    return builder.plan(found, isOptimal: false)
  }

  @Test func twoSumsAreReducedOnce() throws {
    let problem = Planning.problem(program, Planning.environment([1e9, 1e9, 1e9]))
    let modes: [SplitMode] = [
      .outputChannels, .outputChannels, .inputChannels, .inputChannels, .partials,
    ]
    let plan = try #require(
      plan(problem) { unit, option in
        option.mode == modes[unit] && (unit == 4 || option.reduction == nil)
          && (unit < 4 || option.reduction?.target == .solo)
      })
    #expect(plan.units.map(\.outputState.letter) == ["C", "C", "P", "P", "D"])
    let reductions = plan.boundaries.flatMap(\.collectives).filter { $0.kind == .reduce }
    #expect(reductions.count == 1)
    #expect(reductions[0].bytes == Bytes(2 * 6 * 8 * 8 * 4))
    try PlanLaws.check(plan, program)
  }

  @Test func whatIsNoTermIsAddedByOneRank() throws {
    let problem = Planning.problem(program, Planning.environment([1e9, 1e9, 1e9]))
    let modes: [SplitMode] = [.solo, .outputChannels, .inputChannels, .solo, .partials]
    let plan = try #require(
      plan(problem) { unit, option in
        option.mode == modes[unit] && (unit == 4 || option.reduction == nil)
          && (unit < 4 || option.reduction?.target == .solo)
      })
    #expect(plan.units[4].inputs.map(\.state) == [.partial, .solo])
    try PlanLaws.check(plan, program)
  }

  /// No reduction is left out before an activation.
  @Test func activationsWaitForTheSum() {
    let problem = Planning.problem(program, Planning.environment([1e9, 1e9, 1e9]))
    for (unit, options) in zip(problem.graph.units, problem.options) {
      for option in options where option.states[option.states.count - 1] == .partial {
        #expect(!unit.core.hasActivation)
      }
    }
    #expect(problem.options[4].allSatisfy { $0.mode != .partials || $0.reduction != nil })
  }
}
