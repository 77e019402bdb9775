import Basic

/// Says what memory would hold a network that devices cannot.
enum MemoryRefusal {
  /// How near to the least memory the answer is.
  private static let resolution = 1e-4

  /// Reports that no plan fits, with the least memory that would do: every device's own times one
  /// factor, and of that what each needs.
  static func report(
    _ graph: UnitGraph, _ environment: DeviceEnvironment, _ settings: SplitSettings,
    _ choices: [ShareChoices.Choice], _ diagnostics: inout DiagnosticBag
  ) {
    var least: (factor: Double, plan: SplitPlan)?
    for choice in choices {
      let problem = SplitProblem(
        graph, environment, devices: choice.devices, weights: choice.weights)
      if let found = smallest(problem, settings, below: least?.factor) { least = found }
    }
    guard let least else { return }
    let notes = least.plan.devices.map { device in
      let has = device.memory.map { "\(bytes($0)) now" } ?? "no limit now"
      return Diagnostic.Note(
        "'\(device.name)' needs \(bytes(device.peak)): \(bytes(device.weights)) of weights and "
          + "\(bytes(device.live)) of activations; \(has)")
    }
    diagnostics.report(
      .error(
        .splitMemory,
        "no plan of '\(settings.strategy.rawValue)' for '\(graph.name)' fits into the memory of "
          + (environment.devices.count == 1
            ? "the device" : "\(environment.devices.count) devices"),
        notes: notes, help: "the smallest memory that would hold it is what the notes say"))
  }

  /// The least factor of all memories with which a plan fits, and that plan.
  private static func smallest(
    _ problem: SplitProblem, _ settings: SplitSettings, below bound: Double?
  ) -> (factor: Double, plan: SplitPlan)? {
    func factor(_ plan: SplitPlan) -> Double {
      plan.devices.reduce(0) { most, device in
        device.memory.map { max(most, Double(device.peak.count) / Double($0.count)) } ?? most
      }
    }
    guard var best = Splitter.plan(problem, settings, ignoresMemory: true) else { return nil }
    var (low, high) = (0.0, factor(best))
    if let bound, bound < high {
      guard let other = plan(problem, settings, bound) else { return nil }
      (best, high) = (other, factor(other))
    }
    while high - low > high * resolution {
      let middle = (low + high) / 2
      if let smaller = plan(problem, settings, middle) {
        (best, high) = (smaller, min(middle, factor(smaller)))
      } else {
        low = middle
      }
    }
    return (high, best)
  }

  private static func plan(
    _ problem: SplitProblem, _ settings: SplitSettings, _ factor: Double
  ) -> SplitPlan? {
    let capacities = problem.devices.map { device in
      problem.environment.devices[device].memory.map {
        Int(exactly: (Double($0.count) * factor).rounded(.down)) ?? .max
      } ?? .max
    }
    return Splitter.plan(problem, settings, capacities: capacities)
  }

  private static func bytes(_ bytes: Bytes) -> String { "\(NumberText.grouped(bytes.count)) B" }
}
