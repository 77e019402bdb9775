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
    if let saving = sharingSaving { facts.append(saving) }
    if !totals.unmodelled.isEmpty {
      facts.append(PlanFact("not modelled", totals.unmodelled.joined(separator: ", ")))
    }
    return facts
  }

  package var latency: Nanoseconds? { totals.latency }

  package var resident: ResidentMemory? {
    ResidentMemory(
      "arrays", used: arrays.count, available: target.arrayCount > 0 ? target.arrayCount : nil)
  }

  /// What shared low halves save, if there are any: the plan's tiles against those of the same layers with
  /// two cells a weight.
  private var sharingSaving: PlanFact? {
    guard layers.contains(where: { $0.mapping?.sharing != nil }) else { return nil }
    let splitter = TileSplitter(rowLimit: target.rows, columnLimit: target.columns)
    var (columns, columnsBefore) = (0, 0)
    var sizes: [(width: Int, height: Int)] = []
    for (index, layer) in layers.enumerated() {
      guard let mapping = layer.mapping else { continue }
      columns += mapping.columnCount
      for group in 0..<mapping.groups {
        let before =
          mapping.sharing == nil
          ? mapping.columns(ofGroup: group) : MatrixColumns(wide: mapping.outputs, narrow: 0)
        columnsBefore += before.count
        sizes += splitter.split(layer: index, group: group, rows: mapping.rows, columns: before)
          .map { ($0.columns.count, $0.rows.count) }
      }
    }
    let packer = ArrayPacker(width: target.columns, height: target.rows)
    let arraysBefore = packer.choose(sizes, order: target.order).packing.arrays.count
    return PlanFact(
      "BBS",
      "\(NumberText.grouped(columns)) columns instead of \(NumberText.grouped(columnsBefore)), "
        + "\(arrays.count) arrays instead of \(arraysBefore)")
  }
}
