import Basic
import IR

/// Makes the plan of an integer program.
struct RISCVPlanner {
  let program: Program
  let target: RISCVTarget
  private var solver: TilingSolver

  init(_ program: Program, target: RISCVTarget, threads: Int = Parallel.machineThreads) {
    self.program = program
    self.target = target
    solver = TilingSolver(target: target, threads: threads)
  }

  /// The plan, or `nil` after reporting why there is none.
  mutating func plan(_ diagnostics: inout DiagnosticBag) -> RISCVPlan? {
    var (steps, refusals) = StepBuilder.build(program)
    guard refusals.isEmpty else {
      report(refusals, &diagnostics)
      return nil
    }
    guard !steps.steps.isEmpty else {
      diagnostics.report(
        .error(
          .riscvP6, "'\(program.graph.name)' has nothing to compute: its outputs are its inputs",
          help: "leave out the target"))
      return nil
    }
    WeightRuns(program: program, target: target, threads: solver.threads).apply(to: &steps)
    guard let cascades = chooseCascades(steps, &diagnostics) else { return nil }
    guard let tensors = place(cascades, steps, &diagnostics) else { return nil }
    let scheduler = StepScheduler(target: target, tensors: tensors)
    let starts = cascades.layout.bufferStarts(steps, target)
    var scheduled: [PlanStep] = []
    var end = 0
    for (index, step) in steps.steps.enumerated() {
      guard let choice = cascades.choices[index] else { continue }
      let constants = StepScheduler.constants(
        step, choice.tiling, from: end, target.instructionSet)
      end = constants.last.map { BufferNeed.aligned($0.offset + $0.bytes) } ?? end
      scheduled.append(
        scheduler.schedule(
          step, tiling: choice.tiling, stripes: cascades.layout.stripes[index],
          constants: constants, start: starts[index]))
    }
    guard end <= target.constantBytes else {
      diagnostics.report(
        .error(
          .riscvP3,
          "the constants of '\(program.graph.name)' take \(NumberText.grouped(end)) bytes "
            + "and there are \(NumberText.grouped(target.constantBytes))",
          help: "give 'constant_bytes' a larger number"))
      return nil
    }
    return RISCVPlan(
      network: program.graph.name, program: RISCVPlan.digest(of: program), target: target,
      tensors: tensors, steps: scheduled, groups: cascades.layout.groups,
      totals: PlanTotals(
        steps: scheduled, groups: cascades.layout.groups, tensors: tensors, target: target))
  }

  private func report(_ refusals: [StepRefusal], _ diagnostics: inout DiagnosticBag) {
    var bag = DiagnosticBag(errorLimit: 100_000)
    for refusal in refusals {
      let operation = program.graph[refusal.operation]
      let result = program.graph[operation.results[0]]
      let name = operation.origins.isEmpty ? result.name : operation.layerName
      bag.report(
        .error(
          refusal.rule, "\(operation.kind) '\(name)': \(refusal.text)",
          at: operation.location.map { .source($0) } ?? .none, help: refusal.help))
    }
    diagnostics.mergeWhole(bag)
  }

  /// Groups and tiles, or `nil` after reporting the steps that do not fit into L1.
  private mutating func chooseCascades(
    _ program: StepProgram, _ diagnostics: inout DiagnosticBag
  ) -> CascadePlan? {
    var planner = CascadePlanner(program, target: target, solver: solver)
    var plan = planner.choose()
    var fusion = FusionPlanner(program, target: target, solver: planner.solver)
    plan = fusion.improve(plan)
    solver = fusion.solver
    var isSound = true
    for (index, choice) in plan.choices.enumerated() where choice == nil {
      isSound = false
      diagnostics.report(
        L1Shortage(program.steps[index], program, target: target).diagnostic)
    }
    return isSound ? plan : nil
  }

  /// The tensors in L2, or `nil` after reporting that they do not fit.
  private func place(
    _ cascades: CascadePlan, _ steps: StepProgram, _ diagnostics: inout DiagnosticBag
  ) -> [PlanTensor]? {
    let tensors = L2Placement.place(steps, cascades.layout)
    let peak = L2Placement.end(tensors)
    guard peak > target.l2Bytes else { return tensors }
    let bound = cascades.layout.peak(steps)
    let living = cascades.layout.living(steps, at: bound.step)
      .map { "'\(steps.tensors[$0].name)' \(Bytes(cascades.layout.bytes($0, steps)))" }
    diagnostics.report(
      .error(
        .riscvP2,
        "the activations of '\(program.graph.name)' take \(NumberText.grouped(peak)) bytes of L2 "
          + "and there are \(NumberText.grouped(target.l2Bytes))",
        notes: [
          .init(
            "most of them live together in '\(steps.steps[bound.step].name)': "
              + living.joined(separator: ", "))
        ],
        help: target.cascades == .none
          ? "let 'cascades' be fit, or give 'l2_bytes' a larger number"
          : "give 'l2_bytes' a larger number"))
    return nil
  }
}
