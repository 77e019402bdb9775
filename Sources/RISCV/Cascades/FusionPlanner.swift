/// Chooses tensors that stay in L1 between the layers that touch them: kernels read and write them
/// where they lie, and nothing of them is moved.
///
/// Options are taken one after the other, each time that which lowers the cost the most by the model
/// of the tiles, as long as there is one. The peak of L2 never rises. ([alwani16] for layers that
/// hand on rows on the chip)
struct FusionPlanner {
  private let program: StepProgram
  private let target: RISCVTarget
  private(set) var solver: TilingSolver

  init(_ program: StepProgram, target: RISCVTarget, solver: TilingSolver) {
    self.program = program
    self.target = target
    self.solver = solver
  }

  /// Time in cycles and bytes moved.
  private struct Cost {
    var time = 0
    var traffic = 0

    /// The numbers in the order in which the target weighs them.
    func weighed(_ choice: RISCVTarget.FusionChoice) -> (Int, Int) {
      choice == .traffic ? (traffic, time) : (time, traffic)
    }
  }

  /// What an option changes: the cost, of the steps whose tiles depend on it.
  private struct Outcome {
    var steps: Range<Int>
    var change: Cost
  }

  /// The plan with tensors in L1 where that lowers its cost.
  mutating func improve(_ plan: CascadePlan) -> CascadePlan {
    guard target.fusion != .none, !plan.choices.contains(where: { $0 == nil }) else {
      return plan
    }
    let limit = plan.layout.peak(program).bytes
    let options = FusionOption.all(program)
    var current = plan
    var outcomes = outcomes(options, current, limit: limit)
    while let index = best(outcomes), let outcome = outcomes[index],
      let (layout, steps) = options[index].applied(to: current.layout, program, target)
    {
      current.layout = layout
      let solved = solver.solve(layout.requests(steps, program, target))
      for (step, choice) in zip(steps, solved) { current.choices[step] = choice }
      let stale = outcomes.indices.filter {
        outcomes[$0].map { $0.steps.overlaps(outcome.steps) } ?? false
      }
      let renewed = self.outcomes(stale.map { options[$0] }, current, limit: limit)
      for (index, outcome) in zip(stale, renewed) { outcomes[index] = outcome }
    }
    // The bound of L2 does not rise, but tensors that live longer may be harder to place.
    let before = L2Placement.end(L2Placement.place(program, plan.layout))
    let after = L2Placement.end(L2Placement.place(program, current.layout))
    return after > max(target.l2Bytes, before) ? plan : current
  }

  /// The option that lowers the cost the most; of equal ones the first.
  private func best(_ outcomes: [Outcome?]) -> Int? {
    var best: (index: Int, change: (Int, Int))?
    for (index, outcome) in outcomes.enumerated() {
      guard let change = outcome?.change.weighed(target.fusion) else { continue }
      if change < best?.change ?? (0, 0) { best = (index, change) }
    }
    return best?.index
  }

  /// What options change; `nil` where one cannot be taken.
  private mutating func outcomes(
    _ options: [FusionOption], _ plan: CascadePlan, limit: Int
  ) -> [Outcome?] {
    let program = program
    let target = target
    let applied = options.map { option in
      option.applied(to: plan.layout, program, target).flatMap { layout, steps in
        let load = layout.load(program)
        return steps.allSatisfy { load[$0] <= limit } ? (layout: layout, steps: steps) : nil
      }
    }
    // All at once, since distinct problems are solved side by side.
    let requests = applied.map { $0.map { $0.layout.requests($0.steps, program, target) } ?? [] }
    var choices = solver.solve(requests.flatMap { $0 })[...]
    return zip(applied, requests).map { found, requests in
      let own = Array(choices.prefix(requests.count))
      choices = choices.dropFirst(requests.count)
      guard let (layout, steps) = found, !own.contains(where: { $0 == nil }) else { return nil }
      let (before, after) = (
        cost(steps, Array(plan.choices[steps]), plan.layout), cost(steps, own, layout)
      )
      return Outcome(
        steps: steps,
        change: Cost(time: after.time - before.time, traffic: after.traffic - before.traffic))
    }
  }

  private func cost(
    _ steps: Range<Int>, _ choices: [ExactTiler.Choice?], _ layout: CascadeLayout
  ) -> Cost {
    var cost = Cost()
    for (step, choice) in zip(steps, choices) {
      guard let choice else { continue }
      let stripes = layout.stripes[step]
      let starts = zip(stripes, stripes.dropFirst()).count { $0 < $1 }
      cost.time += choice.cycles.total + target.stepCycles * starts
      cost.traffic += choice.traffic.total
    }
    return cost
  }
}
