import Basic

/// Checks a plan from itself alone: structure first, then tiles, memory, transfers, the order of
/// actions, and the sums.
///
/// After it nothing in a plan can make the simulator trap.
struct RISCVVerifier {
  let plan: RISCVPlan
  private(set) var faults: [Diagnostic] = []

  /// Reports every rule that a plan breaks.
  static func verify(_ plan: RISCVPlan, _ diagnostics: inout DiagnosticBag) {
    var verifier = RISCVVerifier(plan: plan)
    verifier.run()
    var bag = DiagnosticBag(errorLimit: 1000)
    for fault in verifier.faults { bag.report(fault) }
    diagnostics.mergeWhole(bag)
  }

  private init(plan: RISCVPlan) { self.plan = plan }

  private mutating func run() {
    checkStructure()
    // What follows takes indices and sizes for granted.
    guard faults.isEmpty else { return }
    checkTiles()
    checkCoverage()
    // Stripes are taken for granted, too.
    guard faults.isEmpty else { return }
    checkInPlace()
    guard faults.isEmpty else { return }
    checkBuffers()
    checkTransfers()
    checkMemories()
    checkLifetimes()
    checkRings()
    checkConstants()
    checkRequantizations()
    checkShares()
    checkActions()
    checkTimes()
    checkTotals()
  }

  mutating func report(_ rule: Rule, _ text: String) {
    faults.append(.error(rule, text, at: .none))
  }

  /// The layer as diagnostics name it.
  func name(_ index: Int) -> String { "layer \(index) '\(plan.steps[index].step.name)'" }

  /// The scheduler for the tensors of the plan, whose formulas the checks use.
  var scheduler: StepScheduler { StepScheduler(target: plan.target, tensors: plan.tensors) }

  func model(_ index: Int) -> TileModel {
    scheduler.model(plan.steps[index].step, plan.steps[index].stripes)
  }
}
