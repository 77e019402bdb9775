import Basic
import IR
import Partition
import TestSupport
import Testing

/// The solver against the enumeration of every plan.
@Suite struct ExactnessTests {
  /// The latency of the fastest of all plans whose devices fit, in nanoseconds, by trying the
  /// options of all units one after another; only what is slower already is not followed.
  private func bruteForce(_ problem: SplitProblem, capacities: [Int]) -> Double {
    var walk = StateWalk(problem, rule: .any, tracksMemory: true)
    var best = Double.infinity
    func visit(_ stage: Int, _ state: WalkState, _ time: Double, _ weights: [Int], _ live: [Int]) {
      func fits(_ live: [Int]) -> Bool {
        capacities.indices.allSatisfy { weights[$0] + live[$0] <= capacities[$0] }
      }
      guard time < best, fits(live) else { return }
      guard stage < problem.options.count else {
        guard let exit = walk.finish(state) else { return }
        if fits(zip(live, walk.exitLive(from: state, exit)).map(max)) {
          best = min(best, time + exit.time)
        }
        return
      }
      for (index, option) in problem.options[stage].enumerated() {
        guard let step = walk.step(stage, state, option: index) else { continue }
        let bytes = walk.live(stage, from: state, option: index, step)
        visit(
          stage + 1, step.state, time + step.time,
          zip(weights, option.loads).map { $0 + $1.weights }, zip(live, bytes).map(max))
      }
    }
    let none = [Int](repeating: 0, count: problem.ranks)
    visit(0, walk.start, 0, none, none)
    return best * 1e9
  }

  private func compare(_ program: Program, _ environment: DeviceEnvironment, _ seed: Int) {
    let free = Planning.problem(program, environment)
    let fastest = Splitter.plan(free, SplitSettings(.auto))
    let unlimited = bruteForce(free, capacities: free.devices.map { _ in .max / 2 })
    #expect(abs((fastest?.totals.latency.value ?? 0) - unlimited) <= unlimited * 1e-9)

    // A limit that the fastest plan breaks, if any plan is smaller.
    var limited = environment
    let percent = [40, 60, 75, 90][seed % 4]
    for (rank, device) in (fastest?.devices ?? []).enumerated() where device.peak.count > 0 {
      let all = fastest?.devices.reduce(0) { $0 + $1.peak.count } ?? 0
      limited.devices[rank].memory = Bytes(all * percent / 100)
    }
    let problem = Planning.problem(program, limited)
    let plan = Splitter.plan(problem, SplitSettings(.auto))
    let capacities = limited.devices.map { $0.memory?.count ?? .max / 2 }
    let best = bruteForce(problem, capacities: capacities)
    #expect((plan?.totals.latency.value ?? .infinity) <= best * (1 + 1e-9))
    #expect((plan?.totals.latency.value ?? .infinity) >= best * (1 - 1e-9))
    if let plan {
      #expect(plan.totals.isOptimal)
      #expect(zip(plan.devices, capacities).allSatisfy { $0.peak.count <= $1 })
    }
    for strategy in SplitStrategy.allCases {
      guard let other = Splitter.plan(problem, SplitSettings(strategy)) else { continue }
      #expect(other.totals.latency.value >= best * (1 - 1e-9), "\(strategy)")
    }
  }

  @Test(arguments: isOptimized ? 0..<150 : 0..<20) func chainsAreSolvedExactly(_ seed: Int) {
    var random = RandomCase(seed)
    let program = random.chain(2 + seed % 5)
    compare(program, random.environment(), seed)
  }

  @Test(arguments: isOptimized ? 0..<70 : 0..<10) func residualBlocksAreSolvedExactly(_ seed: Int) {
    var random = RandomCase(1000 + seed)
    let program = random.residual()
    compare(program, random.environment(), seed)
  }
}
