import Backend
import Basic

extension RISCVPlan {
  package var summary: [PlanFact] {
    func grouped(_ value: Int) -> String { NumberText.grouped(value) }
    let cycles = totals.cycles
    let rate = cycles.total > 0 ? Double(totals.macs) / Double(cycles.total) : 0
    let kernels = Set(steps.map(\.step.kernel)).count
    let cascades = groups.count { $0.count > 1 }
    let facts = [
      PlanFact(
        "layers",
        "\(steps.count) steps of \(kernels) kernels"
          + (cascades > 0 ? ", \(cascades) cascade\(cascades == 1 ? "" : "s")" : "")),
      PlanFact("MACs", "\(grouped(totals.macs)), \(NumberText.fixed(rate, 2)) a cycle"),
      PlanFact(
        "cycles",
        "\(grouped(cycles.total)): computing \(grouped(cycles.compute)), DMA "
          + "\(grouped(cycles.transfers)), of which exposed \(grouped(cycles.exposed)) (estimate)"),
      PlanFact("time", "\(totals.latency) (estimate)"),
      PlanFact("L1", "\(grouped(totals.l1Peak)) of \(grouped(target.l1Bytes)) bytes"),
      PlanFact(
        "L2",
        "\(grouped(totals.l2Peak)) of \(grouped(target.l2Bytes)) bytes, at least "
          + grouped(totals.l2Bound)),
      PlanFact(
        "constants", "\(grouped(totals.constantBytes)) of \(grouped(target.constantBytes)) bytes"),
    ]
    return facts + [storageSaving].compactMap { $0 }
  }

  package var latency: Nanoseconds? { totals.latency }

  package var resident: ResidentMemory? {
    ResidentMemory(
      "bytes of constants", used: totals.constantBytes, available: target.constantBytes)
  }

  /// What storing pruned columns saves, where weights are stored so: against weights as kernels
  /// read them, in tiles of the same channels.
  private var storageSaving: PlanFact? {
    let layers = steps.filter { $0.step.stored != nil }
    guard !layers.isEmpty else { return nil }
    var (stored, packed, cycles) = (0, 0, 0)
    for layer in layers {
      var step = layer.step
      stored += layer.constants.reduce(0) { $0 + ($1.role == .stored ? $1.bytes : 0) }
      step.stored = nil
      packed += StepScheduler.constants(step, layer.tiling, from: 0, target.instructionSet)
        .reduce(0) { $0 + ($1.role == .weights ? $1.bytes : 0) }
      cycles += scheduler.model(layer.step, layer.stripes).decodingCycles(layer.tiling)
    }
    return PlanFact(
      "BBS",
      "weights of \(layers.count) layers take \(NumberText.grouped(stored)) bytes instead of "
        + "\(NumberText.grouped(packed)), and \(NumberText.grouped(cycles)) cycles to decode")
  }

  private var scheduler: StepScheduler { StepScheduler(target: target, tensors: tensors) }
}
