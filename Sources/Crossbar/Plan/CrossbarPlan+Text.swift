import Backend
import Basic

extension CrossbarPlan {
  /// The plan for people: one element a line, with units.
  package var text: String {
    var sections = [summaryText, "layers\n" + layerText]
    if layers.contains(where: { $0.mapping?.sharing != nil }) {
      sections.append("shared low halves\n" + sharingText)
    }
    sections += ["arrays\n" + arrayText, "tiles\n" + tileText, "jobs\n" + jobText]
    return "\(Self.format) \(Self.formatVersion)\n\n" + sections.joined(separator: "\n")
  }

  private var summaryText: String {
    let cells = target.rows * target.columns * max(1, arrays.count)
    let orders = compared.map { "\($0.order.rawValue) \($0.arrays)" }.joined(separator: ", ")
    let occupancy = NumberText.fixed(100 * Double(totals.usedCells) / Double(cells), 1)
    let clock = NumberText.shortest(target.clockMegahertz)
    let lines: [(String, String)] = [
      ("network", network),
      ("program", "sha-256 \(program)"),
      (
        "target",
        "\(target.name): \(target.rows) x \(target.columns) cells of \(target.cellBits) bits, "
          + "\(NumberText.shortest(target.jobTimeNanoseconds)) ns a job, \(clock) MHz"
      ),
      (
        "options",
        "layers \(target.layers.rawValue), order \(target.order.rawValue), "
          + "depthwise \(target.depthwise.rawValue), adc \(target.adcModel.rawValue)"
      ),
      ("arrays", "\(arrays.count) (at least \(totals.lowerBound)), \(occupancy) % of cells used"),
      ("packing", "by \(order.rawValue) of: \(orders)"),
      ("tiles", "\(NumberText.grouped(totals.tiles))"),
      ("jobs", "\(NumberText.grouped(totals.jobs))"),
      (
        "work",
        "\(NumberText.grouped(totals.analogMACs)) MACs on the crossbar, "
          + "\(NumberText.grouped(totals.digitalMACs)) elsewhere"
      ),
      ("latency", "\(totals.latency) = \(cycleText(totals.cost)) cycles"),
      ("  crossbar", costText(totals.analog)),
      ("  digital", costText(totals.digital)),
      ("  cores alone", "\(NumberText.fixed(totals.cyclesOnCores.count, 1)) cycles"),
      ("energy", "\(totals.cost.energy)"),
      (
        "writing",
        "\(NumberText.grouped(writing.words)) words, \(writing.time), \(writing.energy) idle"
      ),
      (
        "not modelled",
        totals.unmodelled.isEmpty ? "nothing" : totals.unmodelled.joined(separator: ", ")
      ),
    ]
    let width = lines.reduce(0) { max($0, $1.0.count) }
    return lines.map { name, value in
      name + String(repeating: " ", count: width + 2 - name.count) + value + "\n"
    }.joined()
  }

  private func cycleText(_ cost: Cost) -> String { NumberText.fixed(cost.cycles.count, 1) }

  private func costText(_ cost: Cost) -> String {
    "\(cost.time(megahertz: target.clockMegahertz)) = \(cycleText(cost)) cycles, \(cost.energy)"
  }

  private var layerText: String {
    var table = TextTable([
      ("#", .right), ("layer", .left), ("operator", .left), ("engine", .left),
      ("matrix", .right), ("parts", .right), ("jobs", .right), ("adds", .right),
      ("cycles", .right), ("energy", .right), ("used", .right), ("why", .left),
    ])
    for (index, layer) in layers.enumerated() {
      let mapping = layer.mapping
      let adds = mapping.map { NumberText.grouped($0.partialAdds + $0.inputSums) }
      let matrix = mapping.map {
        ($0.groups == 1 ? "" : "\($0.groups) x ") + "\($0.rows) x \($0.outputs)"
      }
      let why = layer.rule.map { "\(layer.reason) [\($0)]" } ?? layer.reason
      let isCosted = layer.isModelled
      table.add([
        "\(index)", layer.name, layer.kind, layer.engine.rawValue, matrix ?? "-",
        mapping.map { "\($0.rowParts) x \($0.columnParts)" } ?? "-",
        mapping.map { NumberText.grouped($0.jobs) } ?? "-", adds ?? "-",
        isCosted ? cycleText(layer.cost) : "-", isCosted ? "\(layer.cost.energy)" : "-",
        mapping.map { "\(NumberText.fixed(100 * $0.utilisation, 1)) %" } ?? "-", why,
      ])
    }
    return table.text
  }

  private var sharingText: String {
    var table = TextTable([
      ("#", .right), ("layer", .left), ("group", .right), ("products", .right),
      ("sha-256", .left), ("wide outputs", .left),
    ])
    for (index, layer) in layers.enumerated() {
      guard let sharing = layer.mapping?.sharing else { continue }
      let wide = sharing.wide.map { $0.map(String.init).joined(separator: ", ") }
      table.add([
        "\(index)", layer.name, "\(sharing.groupSize)",
        NumberText.grouped(sharing.products), sharing.digest.description,
        wide.map { $0.isEmpty ? "none" : $0 }.joined(separator: "; "),
      ])
    }
    return table.text
  }

  private var arrayText: String {
    var table = TextTable([
      ("#", .right), ("tiles", .right), ("cells", .right), ("used", .right), ("sha-256", .left),
    ])
    for (index, array) in arrays.enumerated() {
      let part = 100 * Double(array.usedCells) / Double(target.rows * target.columns)
      table.add([
        "\(index)", "\(array.tiles.count)", NumberText.grouped(array.usedCells),
        "\(NumberText.fixed(part, 1)) %", array.digest.description,
      ])
    }
    return table.text
  }

  private var tileText: String {
    var table = TextTable([
      ("array", .right), ("tile", .right), ("layer", .left), ("group", .right),
      ("rows", .right), ("columns", .right), ("at row", .right), ("at column", .right),
    ])
    for (index, array) in arrays.enumerated() {
      for (number, placed) in array.tiles.enumerated() {
        let tile = placed.tile
        table.add([
          "\(index)", "\(number)", layerName(tile.layer), "\(tile.group)",
          "\(tile.rows.lowerBound)..<\(tile.rows.upperBound)",
          "\(tile.columns.lowerBound)..<\(tile.columns.upperBound)", "\(placed.y)",
          "\(placed.x)",
        ])
      }
    }
    return table.text
  }

  private var jobText: String {
    var table = TextTable([
      ("#", .right), ("layer", .left), ("array", .right), ("x", .right), ("y", .right),
      ("width", .right), ("height", .right), ("source", .right), ("rows", .right),
      ("line", .right), ("lines", .right), ("stride", .right), ("roll", .right),
      ("jobs", .right), ("alpha in", .right), ("beta in", .right), ("destination", .right),
      ("alpha out", .right), ("beta out", .right),
    ])
    func loop(_ loop: PlanJob.Loop) -> String { "\(loop.length) x \(loop.stride)" }
    for (index, job) in jobs.enumerated() {
      let (cells, gather) = (job.rectangle, job.gather)
      table.add([
        "\(index)", layerName(job.layer), "\(job.array)", "\(cells.x)", "\(cells.y)",
        "\(cells.width)", "\(cells.height)", "\(job.source)",
        "\(gather.rows.lowerBound)..<\(gather.rows.upperBound)", "\(gather.line)",
        "\(gather.lines)", "\(gather.lineStride)", "\(gather.rollStride)", "\(job.count)",
        loop(job.alphaIn), loop(job.betaIn), "\(job.destination)", loop(job.alphaOut),
        loop(job.betaOut),
      ])
    }
    return table.text
  }

  private func layerName(_ index: Int) -> String {
    layers.indices.contains(index) ? layers[index].name : "\(index)"
  }
}
