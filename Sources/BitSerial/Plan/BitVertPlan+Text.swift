import Backend
import Basic

extension BitVertPlan {
  /// The plan for people: one element a line, with units.
  package var text: String {
    let head = [
      PlanFact("network", network), PlanFact("program", "sha-256 \(program)"),
      PlanFact(
        "target",
        "\(target.name): \(target.rows) channels x \(target.columns) positions, "
          + "\(target.lanes) weights an element, \(NumberText.shortest(target.clockMegahertz)) MHz"),
      PlanFact(
        "constants", "\(target.constants.rawValue), refetch \(target.refetch.rawValue)"),
    ]
    let sections = [
      PlanFact.text(head + summary), "layers\n" + layerText, "tiles\n" + tileText,
      "weights\n" + weightText, "selections\n" + selectionText,
    ]
    return "\(Self.format) \(Self.formatVersion)\n\n" + sections.joined(separator: "\n")
  }

  private var layerText: String {
    var table = TextTable([
      ("#", .right), ("layer", .left), ("operator", .left), ("engine", .left), ("MACs", .right),
      ("compute", .right), ("DRAM", .right), ("cycles", .right), ("energy", .right), ("why", .left),
    ])
    for (index, layer) in layers.enumerated() {
      let cost = layer.mapping?.cost
      func cycles(_ count: Cycles?) -> String {
        count.map { NumberText.grouped(Int($0.count)) } ?? "-"
      }
      table.add([
        "\(index)", layer.name, layer.kind, cost == nil ? "host" : "array",
        NumberText.grouped(layer.macs), cycles(cost?.computeCycles), cycles(cost?.dramCycles),
        cycles(cost?.cycles), cost.map { "\($0.energy.total)" } ?? "-",
        layer.rule.map { "\(layer.reason) [\($0)]" } ?? layer.reason,
      ])
    }
    return table.text
  }

  private var tileText: String {
    var table = TextTable([
      ("layer", .left), ("channels", .right), ("rows", .right), ("side by side", .right),
      ("pieces", .right), ("along", .left), ("windows", .right), ("tiles", .right),
      ("columns", .right), ("cycles", .right),
    ])
    for layer in layers {
      guard let tiling = layer.mapping?.tiling else { continue }
      for run in tiling.runs {
        let tiles = run.tiles * tiling.split.count * tiling.windows
        table.add([
          layer.name, "\(run.channels.lowerBound)..<\(run.channels.upperBound)", "\(run.rows)",
          "\(run.tiles)", "\(tiling.split.count)", tiling.split.direction.rawValue,
          NumberText.grouped(tiling.windows), NumberText.grouped(tiles), "\(run.columns)",
          NumberText.grouped(tiles * run.columns),
        ])
      }
    }
    return table.text
  }

  private var weightText: String {
    var table = TextTable([
      ("layer", .left), ("weights", .right), ("8-bit channels", .right), ("columns", .right),
      ("group", .right), ("at byte", .right), ("bytes", .right), ("bits a weight", .right),
      ("sha-256", .left),
    ])
    for layer in layers {
      guard let mapping = layer.mapping else { continue }
      let (encoding, bytes) = (mapping.encoding, mapping.weights.bytes)
      let bits = Double(8 * bytes.count) / Double(max(1, mapping.shape.weights))
      table.add([
        layer.name, NumberText.grouped(mapping.shape.weights),
        "\(encoding?.sensitive.count ?? mapping.shape.filters) of \(mapping.shape.filters)",
        "\(8 - (encoding?.columns ?? 0))", encoding.map { "\($0.group)" } ?? "-",
        "\(bytes.lowerBound)", NumberText.grouped(bytes.count), NumberText.fixed(bits, 2),
        mapping.weights.digest.description,
      ])
    }
    return table.text
  }

  private var selectionText: String {
    var table = TextTable([
      ("layer", .left), ("columns of 8", .right), ("inverted", .right), ("ones", .right),
      ("selected", .right), ("a column", .right), ("at byte", .right), ("sha-256", .left),
    ])
    for layer in layers {
      guard let mapping = layer.mapping else { continue }
      let counts = mapping.statistics
      let columns = Double(max(1, counts.columns))
      table.add([
        layer.name, NumberText.grouped(counts.columns),
        "\(NumberText.fixed(100 * Double(counts.inverted) / columns, 1)) %",
        NumberText.grouped(counts.ones), NumberText.grouped(counts.selected),
        NumberText.fixed(Double(counts.selected) / columns, 2),
        "\(mapping.selections.bytes.lowerBound)", mapping.selections.digest.description,
      ])
    }
    return table.text
  }
}
