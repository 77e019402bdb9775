import Basic
import RISCV
import TestSupport
import Testing

@Suite struct MemoryPlannerTests {
  /// Few placements and nodes, for laws that hold for all budgets.
  private static let quick = MemoryPlanner(evaluations: 40, nodes: 4_000)

  private func expectValid(_ outcome: MemoryPlanner.Outcome, _ problem: MemoryProblem) {
    var bag = DiagnosticBag()
    MemoryChecker.check(outcome.plan, of: problem, into: &bag)
    #expect(bag.diagnostics.map(\.message) == [])
    #expect(outcome.plan.peak >= outcome.lowerBound)
    #expect(outcome.plan.peak >= problem.lowerBound)
    #expect(outcome.lowerBound >= problem.lowerBound)
  }

  @Test(arguments: 0..<60) func plansWhatTheCheckerAccepts(seed: Int) {
    let features = RandomProblems.Features(rawValue: seed % 16)
    let problem = RandomProblems.problem(
      seed: seed, count: 5 + seed, steps: 4 + seed % 30, largest: 1 << (seed % 20), features)
    var bag = DiagnosticBag()
    problem.validate(into: &bag)
    #expect(bag.diagnostics.map(\.message) == [])
    expectValid(Self.quick.plan(problem), problem)
  }

  @Test(arguments: 0..<120) func findsTheLowestPeakOfTinyProblems(seed: Int) {
    let features = RandomProblems.Features(rawValue: [0, 1, 2, 8, 9, 11][seed % 6])
    let problem = RandomProblems.problem(
      seed: seed, count: 3 + seed % (isOptimized ? 3 : 2), steps: 6, largest: 5, features)
    let outcome = MemoryPlanner().plan(problem)
    expectValid(outcome, problem)
    let lowest = BruteForce.peak(of: problem)
    #expect(outcome.plan.peak.count == lowest)
    #expect(outcome.isOptimal)
  }

  /// Windows may leave room below a body that a complete search does not look for; the bound must
  /// hold all the same.
  @Test(arguments: 0..<40) func neverProvesTooMuchOfWindows(seed: Int) {
    let problem = RandomProblems.problem(seed: seed, count: 4, steps: 6, largest: 5, .all)
    let outcome = MemoryPlanner().plan(problem)
    expectValid(outcome, problem)
    #expect(outcome.lowerBound.count <= BruteForce.peak(of: problem))
  }

  @Test(arguments: 0..<40) func isNeverWorseInPlace(seed: Int) {
    let problem = RandomProblems.problem(
      seed: seed, count: 10 + seed / 2, steps: 20, largest: 100, [.inPlace, .alignment])
    let (with, without) = (
      Self.quick.plan(problem), Self.quick.plan(problem.withoutInPlace)
    )
    #expect(with.plan.peak <= without.plan.peak)
    #expect(problem.lowerBound <= problem.withoutInPlace.lowerBound)
  }

  @Test func takesThePlaceOfADyingInput() {
    var problem = MemoryProblem()
    let input = problem.add(MemoryBuffer("input", size: Bytes(100), lifetime: 0..<3))
    let output = problem.add(
      MemoryBuffer("output", size: Bytes(100), lifetime: 2..<5, inPlace: input))
    let next = problem.add(
      MemoryBuffer("next", size: Bytes(60), lifetime: 4..<6, inPlace: output))
    let outcome = MemoryPlanner().plan(problem)
    #expect(outcome.plan.offsets == [0, 0, 0])
    #expect(outcome.plan.offset(of: next) == 0)
    #expect(outcome.description == "peak 100 B (optimal)")
    #expect(MemoryPlanner().plan(problem.withoutInPlace).plan.peak == Bytes(200))
  }

  @Test(arguments: [1, 2, 3]) func givesTheSamePlanForTheSameSeed(seed: Int) {
    let problem = RandomProblems.problem(
      seed: seed, count: 80, steps: 60, largest: 10_000, .all)
    let planner = MemoryPlanner(seed: seed, evaluations: 60, nodes: 5_000)
    #expect(planner.plan(problem) == planner.plan(problem))
  }

  @Test func plansNothing() {
    let outcome = MemoryPlanner().plan(MemoryProblem())
    #expect(outcome.plan == MemoryPlan(offsets: [], peak: .zero))
    #expect(outcome.isOptimal && outcome.fits)
  }

  @Test func saysWhetherTheCapacityIsKept() {
    let buffers = [
      MemoryBuffer("a", size: Bytes(10), lifetime: 0..<2),
      MemoryBuffer("b", size: Bytes(10), lifetime: 1..<3),
    ]
    #expect(MemoryPlanner().plan(MemoryProblem(buffers, capacity: Bytes(20))).fits)
    #expect(!MemoryPlanner().plan(MemoryProblem(buffers, capacity: Bytes(19))).fits)
  }

  @Test func countsAlignmentInTheBound() {
    let buffers = (0..<3).map {
      MemoryBuffer("b\($0)", size: Bytes(5), lifetime: 0..<1, alignment: 16)
    }
    let outcome = MemoryPlanner().plan(MemoryProblem(buffers))
    #expect(outcome.plan.peak == Bytes(37))
    #expect(outcome.isOptimal)
  }

  /// A complete search is as deep as there are bodies; the stack must hold the deepest.
  @Test(.enabled(if: isOptimized)) func searchesAsDeepAsItMay() {
    let problem = RandomProblems.problem(
      seed: 1, count: MemoryPlanner.largestCompleteSearch, steps: 300, largest: 5_000)
    let outcome = MemoryPlanner(evaluations: 1, nodes: 2_000).plan(problem)
    expectValid(outcome, problem)
  }

  @Test func plansManyBuffersOfAChain() {
    var problem = MemoryProblem()
    for index in 0..<20_000 {
      problem.add(
        MemoryBuffer(
          "t\(index)", size: Bytes(64 + index % 7 * 64), lifetime: index..<index + 2,
          alignment: 16))
    }
    let outcome = MemoryPlanner(evaluations: 2).plan(problem)
    expectValid(outcome, problem)
    #expect(outcome.isOptimal)
  }
}
