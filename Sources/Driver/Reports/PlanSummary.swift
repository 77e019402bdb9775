import Backend
import Basic

/// What `compile` says of a plan.
struct PlanSummary {
  let folder: PlanFolder
  let pipeline: String
  var path: String?
  var form: SourceForm?
  var quality: String?
  var accuracies: [(String, Accuracy)] = []

  /// A line for each fact.
  var text: String {
    let plan = folder.plan
    var facts = [
      PlanFact("network", plan.network), PlanFact("target", plan.targetName),
      PlanFact("pipeline", pipeline),
    ]
    facts += plan.summary
    if let quality { facts.append(PlanFact("SQNR", quality)) }
    for (name, accuracy) in accuracies {
      facts.append(PlanFact("accuracy", "\(name) \(accuracy.text)"))
    }
    if let path {
      let names = folder.fileNames + (form.map { ["\($0.name)/"] } ?? [])
      let files = names.map { "\(path)/\($0)" }
      facts.append(PlanFact("files", files.joined(separator: " ")))
    }
    return PlanFact.text(facts)
  }
}

extension DevicePlan {
  /// The name of the target.
  var targetName: String { target.name }
}
