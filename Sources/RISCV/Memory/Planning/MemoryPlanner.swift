import Basic

/// Finds offsets for the buffers of a problem with a low peak.
///
/// What time separates is planned apart. Each part is placed greedily in several orders, then in
/// orders that a seeded search improves, then by complete searches under lower limits, until its
/// lower bound is met. Work is limited by counts, never by time, so a plan follows from the problem
/// and the seed alone.
package struct MemoryPlanner: Sendable {
  /// What the random choices of the searches follow from.
  package var seed: Int

  /// The placements that the search over orders may try in each part.
  package var evaluations: Int

  /// The nodes that complete searches may open in each part.
  package var nodes: Int

  /// Parts of more bodies are left to the search over orders: a complete search goes as deep as
  /// there are bodies.
  package static let largestCompleteSearch = 1_024

  /// Makes a planner.
  package init(seed: Int = 1, evaluations: Int = 500, nodes: Int = 200_000) {
    self.seed = seed
    self.evaluations = evaluations
    self.nodes = nodes
  }

  /// A plan with what is known of how good it is.
  package struct Outcome: Sendable, Equatable, CustomStringConvertible {
    /// The plan.
    package var plan: MemoryPlan

    /// No plan has a lower peak than this.
    package var lowerBound: Bytes

    /// Whether no plan has a lower peak.
    package var isOptimal: Bool { plan.peak == lowerBound }

    /// Whether the capacity that was asked for is kept; `true` if none was.
    package var fits: Bool

    /// The peak and the bound in one line.
    package var description: String {
      let proof = isOptimal ? "optimal" : "lower bound \(lowerBound.count) B"
      return "peak \(plan.peak.count) B (\(proof))"
    }
  }

  /// Plans a problem that `MemoryProblem.validate` finds nothing wrong with.
  package func plan(_ problem: MemoryProblem) -> Outcome {
    var offsets = [Int](repeating: 0, count: problem.buffers.count)
    var (peak, bound) = (0, 0)
    // Once the part that needs most is placed, the others only have to stay below its peak.
    let parts = Self.parts(of: problem)
      .map { (buffers: $0, bound: problem.lowerBound(of: $0).count) }
      .enumerated()
      .sorted { ($1.element.bound, $0.offset) < ($0.element.bound, $1.offset) }
    for (_, part) in parts {
      let planned = PartPlanner(planner: self, problem: problem, buffers: part.buffers)
        .plan(bound: part.bound, goal: peak)
      for (buffer, offset) in zip(part.buffers, planned.offsets) { offsets[buffer.index] = offset }
      peak = max(peak, planned.peak)
      bound = max(bound, planned.bound)
    }
    let plan = MemoryPlan(offsets: offsets, of: problem)
    return Outcome(
      plan: plan, lowerBound: Bytes(bound), fits: problem.capacity.map { plan.peak <= $0 } ?? true)
  }

  /// The buffers in groups that no step connects, each in the order of the problem.
  static func parts(of problem: MemoryProblem) -> [[ID<MemoryBuffer>]] {
    let ordered = problem.buffers.ids.sorted {
      (problem.buffers[$0].lifetime.lowerBound, $0)
        < (problem.buffers[$1].lifetime.lowerBound, $1)
    }
    var parts: [[ID<MemoryBuffer>]] = []
    var reach = Int.min
    for id in ordered {
      let lifetime = problem.buffers[id].lifetime
      if parts.isEmpty || lifetime.lowerBound >= reach { parts.append([]) }
      parts[parts.count - 1].append(id)
      reach = max(reach, lifetime.upperBound)
    }
    return parts.map { $0.sorted() }
  }
}
