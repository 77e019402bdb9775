import Backend
import Basic

extension CrossbarPlan {
  package var summary: [PlanFact] {
    let analog = layers.filter { $0.mapping != nil }
    var facts = [
      PlanFact(
        "layers", "\(analog.count) on the crossbars, \(layers.count - analog.count) elsewhere"),
      PlanFact(
        "arrays",
        "\(arrays.count) used (\(order.rawValue) order), lower bound \(totals.lowerBound)"),
      PlanFact("tiles", NumberText.grouped(totals.tiles)),
      PlanFact("jobs", NumberText.grouped(totals.jobs)),
      PlanFact(
        "MACs",
        "\(NumberText.grouped(totals.analogMACs)) on the crossbars, "
          + "\(NumberText.grouped(totals.digitalMACs)) elsewhere"),
      PlanFact("time", "\(totals.latency) (estimate)"),
      PlanFact("energy", "\(totals.cost.energy) (estimate)"),
    ]
    if !totals.unmodelled.isEmpty {
      facts.append(PlanFact("not modelled", totals.unmodelled.joined(separator: ", ")))
    }
    return facts
  }
}
