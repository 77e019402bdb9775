import Backend
import Basic

extension RISCVPlan {
  package var summary: [PlanFact] {
    func grouped(_ value: Int) -> String { NumberText.grouped(value) }
    let cycles = totals.cycles
    let rate = cycles.total > 0 ? Double(totals.macs) / Double(cycles.total) : 0
    let kernels = Set(steps.map(\.step.kernel)).count
    let cascades = groups.count { $0.count > 1 }
    return [
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
  }
}
