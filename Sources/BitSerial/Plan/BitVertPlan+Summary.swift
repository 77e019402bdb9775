import Backend
import Basic

extension BitVertPlan {
  package var summary: [PlanFact] {
    let onArray = layers.filter { $0.mapping != nil }
    let bits = Double(totals.storedBits) / Double(max(1, totals.denseBits / 8))
    var facts = [
      PlanFact(
        "layers", "\(onArray.count) on the array, \(layers.count - onArray.count) elsewhere"),
      PlanFact("tiles", NumberText.grouped(totals.tiles)),
      PlanFact(
        "MACs",
        "\(NumberText.grouped(totals.arrayMACs)) on the array, "
          + "\(NumberText.grouped(totals.hostMACs)) elsewhere"),
      PlanFact(
        "cycles",
        "\(NumberText.grouped(Int(totals.cycles.count))): computing "
          + "\(NumberText.grouped(Int(totals.computeCycles.count))), DRAM "
          + "\(NumberText.grouped(Int(totals.dramCycles.count))), overlapped layer by layer"),
      PlanFact("time", "\(time(totals.cycles)) (estimate)"),
      PlanFact(
        "energy", "\(totals.energy.total), of which DRAM \(totals.energy.dram) (estimate)"),
      PlanFact("weights", "\(NumberText.fixed(bits, 2)) bits a weight, with metadata"),
      PlanFact("BBS", savings),
    ]
    let hosted = layers.filter { $0.mapping == nil && $0.macs > 0 }
    if !hosted.isEmpty {
      facts.append(PlanFact("not modelled", hosted.map(\.name).joined(separator: ", ")))
    }
    return facts
  }

  package var latency: Nanoseconds? { time(totals.cycles) }

  private func time(_ cycles: Cycles) -> Nanoseconds {
    Nanoseconds(cycles.count * 1000 / target.clockMegahertz)
  }

  /// What pruned columns save, or how they come about.
  private var savings: String {
    guard layers.contains(where: { $0.mapping?.encoding != nil }) else {
      return "no column is pruned; --bbs conservative or --bbs moderate prunes some"
    }
    let speed = totals.unpruned.cycles.count / max(1, totals.cycles.count)
    let energy = totals.energy.total.value / max(1e-9, totals.unpruned.energy.value)
    let storage = Double(totals.storedBits) / Double(max(1, totals.denseBits))
    return "\(NumberText.fixed(speed, 2)) times as fast as with 8 bits, "
      + "\(NumberText.fixed(100 * energy, 1)) % of the energy, "
      + "\(NumberText.fixed(100 * storage, 1)) % of the bytes of weights"
  }
}
