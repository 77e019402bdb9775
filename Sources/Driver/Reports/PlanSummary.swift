import Basic
import Crossbar

/// What `compile` says of a plan.
struct PlanSummary {
  let plan: CrossbarPlan
  let pipeline: String
  var folder: String?
  var accuracies: [(String, Accuracy)] = []

  /// A line for each fact.
  var text: String {
    let totals = plan.totals
    let analog = plan.layers.filter { $0.mapping != nil }
    var lines: [(String, String)] = [
      ("network", plan.network),
      ("target", plan.target.name),
      ("pipeline", pipeline),
      (
        "layers",
        "\(analog.count) on the crossbars, \(plan.layers.count - analog.count) elsewhere"
      ),
      (
        "arrays",
        "\(plan.arrays.count) used (\(plan.order.rawValue) order), lower bound \(totals.lowerBound)"
      ),
      ("tiles", NumberText.grouped(totals.tiles)),
      ("jobs", NumberText.grouped(totals.jobs)),
      (
        "MACs",
        "\(NumberText.grouped(totals.analogMACs)) on the crossbars, "
          + "\(NumberText.grouped(totals.digitalMACs)) elsewhere"
      ),
      ("time", "\(totals.latency) (estimate)"),
      ("energy", "\(totals.cost.energy) (estimate)"),
    ]
    if !totals.unmodelled.isEmpty {
      lines.append(("not modelled", totals.unmodelled.joined(separator: ", ")))
    }
    for (name, accuracy) in accuracies { lines.append(("accuracy", "\(name) \(accuracy.text)")) }
    if let folder {
      let files = PlanFolder.planFiles + [PlanFolder.programFile]
      lines.append(("files", files.map { "\(folder)/\($0)" }.joined(separator: " ")))
    }
    let width = lines.map(\.0.count).max() ?? 0
    return lines.map { name, value in
      name + String(repeating: " ", count: width - name.count + 2) + value + "\n"
    }.joined()
  }
}
