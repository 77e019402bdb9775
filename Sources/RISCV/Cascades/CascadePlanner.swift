/// The groups of a plan and the tiles of its steps.
struct CascadePlan {
  var layout: CascadeLayout
  var choices: [ExactTiler.Choice?]
}

/// Chooses chains of steps that are computed by stripes, so that fewer activations live together.
///
/// As long as the step in which the most bytes live is above the limit, the shortest chains over it
/// that bring it below are compared by predicted time, each with the tallest stripes that do so;
/// without a limit, those that bring it down the most.
struct CascadePlanner {
  private let program: StepProgram
  private let target: RISCVTarget
  private(set) var solver: TilingSolver

  /// The most steps of a chain.
  private static let longestRun = 6

  init(_ program: StepProgram, target: RISCVTarget, solver: TilingSolver) {
    self.program = program
    self.target = target
    self.solver = solver
  }

  /// The layout with the tiles of its steps; a step that does not fit into L1 has none.
  mutating func choose() -> CascadePlan {
    var layout = CascadeLayout(program)
    var choices = solver.solve(layout.requests(program.steps.indices, program, target))
    guard !choices.contains(where: { $0 == nil }), target.cascades != .none else {
      return CascadePlan(layout: layout, choices: choices)
    }
    // Placing may take a little more than the bound, which a smaller limit makes room for.
    var limit = target.cascades == .fit ? target.l2Bytes : 0
    for _ in 0..<4 {
      while let better = improved(layout, choices, limit: limit) {
        layout = better.layout
        choices = better.choices
      }
      guard target.cascades == .fit, layout.peak(program).bytes <= limit else { break }
      let end = L2Placement.end(L2Placement.place(program, layout))
      guard end > target.l2Bytes else { break }
      limit -= end - target.l2Bytes
    }
    return CascadePlan(layout: layout, choices: choices)
  }

  private struct Candidate {
    var layout: CascadeLayout
    var run: Range<Int>
    var peak: Int
  }

  /// The layout with one more chain, or `nil` if the peak is low enough or stays as it is.
  private mutating func improved(
    _ layout: CascadeLayout, _ choices: [ExactTiler.Choice?], limit: Int
  ) -> CascadePlan? {
    let peak = layout.peak(program)
    guard peak.bytes > limit else { return nil }
    var fallback: Candidate?
    for length in 2...Self.longestRun {
      var fitting: [Candidate] = []
      for first in max(0, peak.step - length + 1)...peak.step {
        let run = first..<first + length
        guard run.upperBound <= program.steps.count, program.isChain(run) else { continue }
        guard let candidate = tallest(run, layout, limit: limit) else { continue }
        if candidate.peak <= limit { fitting.append(candidate) }
        if candidate.peak < fallback?.peak ?? peak.bytes { fallback = candidate }
      }
      if let best = fastest(fitting, choices) { return best }
    }
    return fallback.flatMap { fastest([$0], choices) }
  }

  /// The chain with the tallest stripes that stay below the limit, or else with the least peak.
  private func tallest(_ run: Range<Int>, _ layout: CascadeLayout, limit: Int) -> Candidate? {
    let height = program.steps[run.upperBound - 1].extent.height
    var least: Candidate?
    for rows in CascadeGeometry.stripeHeights(height) {
      let changed = CascadeGeometry(run, rows: rows, in: program).applied(to: layout, program)
      let load = changed.load(program)
      let peak = run.reduce(0) { max($0, load[$1]) }
      let candidate = Candidate(layout: changed, run: run, peak: peak)
      if peak <= limit { return candidate }
      if peak < least?.peak ?? .max { least = candidate }
    }
    return least
  }

  /// The candidate with the least time, with the tiles of its steps.
  private mutating func fastest(
    _ candidates: [Candidate], _ choices: [ExactTiler.Choice?]
  ) -> CascadePlan? {
    var best: (time: Int, plan: CascadePlan)?
    for candidate in candidates {
      let changed = candidate.layout.stripes.indices.filter { step in
        candidate.run.contains(step) || candidate.layout.stripes[step].count != 2
          || !isWhole(step, candidate.layout)
      }
      var all = choices
      let solved = solver.solve(candidate.layout.requests(changed, program, target))
      for (step, choice) in zip(changed, solved) { all[step] = choice }
      // Steps that left a chain are whole again.
      let left = candidate.layout.stripes.indices.filter { !changed.contains($0) }
      for (step, choice) in zip(
        left, solver.solve(candidate.layout.requests(left, program, target)))
      {
        all[step] = choice
      }
      guard !all.contains(where: { $0 == nil }) else { continue }
      var time = all.reduce(0) { $0 + ($1?.cycles.total ?? 0) }
      for step in candidate.run {
        time += target.stepCycles * (candidate.layout.stripes[step].count - 2)
      }
      if time < best?.time ?? .max {
        best = (time, CascadePlan(layout: candidate.layout, choices: all))
      }
    }
    return best?.plan
  }

  private func isWhole(_ step: Int, _ layout: CascadeLayout) -> Bool {
    layout.stripes[step] == [0, program.steps[step].extent.height]
  }
}
