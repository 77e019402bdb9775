import Basic
import RISCV
import TestSupport
import Testing

@Suite struct MemoryCheckerTests {
  private func messages(_ offsets: [Int], _ problem: MemoryProblem, peak: Int? = nil) -> [String] {
    var bag = DiagnosticBag()
    var plan = MemoryPlan(offsets: offsets, peak: Bytes(peak ?? 0))
    if peak == nil { plan = MemoryPlan(offsets: offsets, of: problem) }
    let isRight = MemoryChecker.check(plan, of: problem, into: &bag)
    #expect(isRight == bag.diagnostics.isEmpty)
    return bag.diagnostics.map { "\($0.message) [\($0.code)]" }
  }

  private func pair(capacity: Bytes? = nil) -> MemoryProblem {
    MemoryProblem(
      [
        MemoryBuffer("a", size: Bytes(8), lifetime: 0..<2),
        MemoryBuffer("b", size: Bytes(8), lifetime: 1..<3, alignment: 4),
      ], capacity: capacity)
  }

  /// `b` may take the place of `a`, and `c` that of `b`.
  private func chain() -> MemoryProblem {
    var problem = MemoryProblem()
    let a = problem.add(MemoryBuffer("a", size: Bytes(8), lifetime: 0..<3))
    let b = problem.add(MemoryBuffer("b", size: Bytes(8), lifetime: 2..<5, inPlace: a))
    problem.add(MemoryBuffer("c", size: Bytes(4), lifetime: 4..<6, inPlace: b))
    return problem
  }

  @Test func acceptsRightPlans() {
    #expect(messages([0, 8], pair(capacity: Bytes(16))) == [])
    #expect(messages([4, 12], pair()) == [])
    #expect(messages([0, 0, 0], chain()) == [])
    #expect(messages([0, 8, 0], chain()) == [])
  }

  @Test func catchesSharedBytes() {
    #expect(
      messages([0, 4], pair()) == [
        "'a' at 0..<8 and 'b' at 4..<12 share the bytes 4..<8 in step 1 [memory.overlap]"
      ])
  }

  @Test func catchesOffsetsOutOfAlignment() {
    #expect(
      messages([0, 10], pair()) == [
        "'b' at 10..<18 does not start at a multiple of 4 [memory.aligned]"
      ])
  }

  @Test func catchesEndsBeyondTheCapacity() {
    #expect(
      messages([0, 8], pair(capacity: Bytes(15))) == [
        "'b' at 8..<16 ends beyond the capacity of 15 bytes [memory.capacity]"
      ])
  }

  @Test func catchesMissingAndNegativeOffsets() {
    #expect(
      messages([0], pair(), peak: 8) == ["the plan has 1 offsets for 2 buffers [memory.placed]"])
    #expect(messages([-8, 0], pair(), peak: 8) == ["'a' has the offset -8 [memory.placed]"])
    #expect(
      messages([.max, 0], pair(), peak: 8)
        == ["'a' has the offset \(Int.max) [memory.placed]"])
  }

  @Test func catchesAWrongPeak() {
    #expect(
      messages([0, 8], pair(), peak: 15) == [
        "the plan states a peak of 15 bytes, but its last byte ends at 16 [memory.peak]"
      ])
  }

  @Test func catchesSharingAtAnotherOffset() {
    #expect(
      messages([0, 4, 12], chain()) == [
        "'a' at 0..<8 and 'b' at 4..<12 share the bytes 4..<8 in step 2 but do not start at the "
          + "same byte [memory.sharing]"
      ])
  }

  @Test func catchesSharingThatIsNotAllowed() {
    // Two steps in common, and an output that is larger than its input.
    for (lifetime, size) in [(1..<5, 8), (2..<5, 9), (0..<5, 8)] {
      var problem = MemoryProblem()
      let a = problem.add(MemoryBuffer("a", size: Bytes(8), lifetime: 0..<3))
      problem.add(MemoryBuffer("b", size: Bytes(size), lifetime: lifetime, inPlace: a))
      #expect(messages([0, 0], problem).map { $0.contains("[memory.overlap]") } == [true])
      var bag = DiagnosticBag()
      problem.validate(into: &bag)
      #expect(bag.diagnostics.map(\.code) == ["memory.in-place"])
    }
  }

  @Test func catchesTwoOutputsInOnePlace() {
    var problem = MemoryProblem()
    let a = problem.add(MemoryBuffer("a", size: Bytes(8), lifetime: 0..<3))
    for name in ["b", "c"] {
      problem.add(MemoryBuffer(name, size: Bytes(8), lifetime: 2..<5, inPlace: a))
    }
    #expect(
      messages([0, 0, 0], problem) == [
        "'b' at 0..<8 and 'c' at 0..<8 share the bytes 0..<8 in step 2 [memory.overlap]"
      ])
    #expect(MemoryPlanner().plan(problem).plan.peak == Bytes(16))
  }

  @Test func knowsGapsAndWindows() {
    var problem = MemoryProblem([
      MemoryBuffer(
        "a", size: Bytes(8), lifetime: 0..<9,
        gaps: [MemoryGap(1..<3), MemoryGap(5..<8, window: 4..<8)]),
      MemoryBuffer("b", size: Bytes(8), lifetime: 1..<3),
      MemoryBuffer("c", size: Bytes(4), lifetime: 5..<8),
    ])
    #expect(messages([0, 0, 0], problem) == [])
    #expect(
      messages([0, 0, 1], problem) == [
        "'a' at 0..<8 and 'c' at 1..<5 share the bytes 4..<5 in step 5 [memory.overlap]"
      ])
    problem.buffers[ID(1)].lifetime = 1..<4
    #expect(
      messages([0, 0, 0], problem) == [
        "'a' at 0..<8 and 'b' at 0..<8 share the bytes 0..<8 in step 3 [memory.overlap]"
      ])
  }

  /// Lowering any one buffer of a plan makes it overlap, or leaves it right; the plain definition
  /// says which.
  @Test(arguments: 0..<40) func agreesWithThePlainDefinition(seed: Int) {
    let problem = RandomProblems.problem(
      seed: seed, count: 12, steps: 12, largest: 20, .all)
    var random = SplitMix(seed)
    let plan = MemoryPlanner(evaluations: 10, nodes: 500).plan(problem).plan
    for _ in 0..<20 {
      var offsets = plan.offsets
      let moved = Int.random(in: 0..<offsets.count, using: &random)
      offsets[moved] = Int.random(in: 0...plan.peak.count, using: &random)
      offsets[moved] -= offsets[moved] % problem.buffers[ID(UInt32(moved))].alignment
      let found = messages(offsets, problem).filter {
        $0.contains("[memory.overlap]") || $0.contains("[memory.sharing]")
      }
      let conflicts = BruteForce.conflicts(of: offsets, problem)
      #expect(found.count == conflicts)
    }
  }

  @Test func listsEveryRuleOnce() {
    let codes = MemoryRules.all.map(\.code)
    #expect(Set(codes).count == codes.count)
    #expect(codes.allSatisfy { $0.hasPrefix("memory.") })
  }
}
