import Basic

extension SplitPlan {
  /// The name of the format, which plans begin with.
  package static let format = "split-plan"

  /// The version of the format.
  package static let formatVersion = 1

  /// The plan for people: one element a line, with units.
  ///
  /// - Parameter names: the names of values, by id.
  package func text(names: PlanNames) -> String {
    let sections = [
      summaryText, "devices\n" + deviceText, "units\n" + unitText,
      "boundaries\n" + boundaryText(names), "messages\n" + messageText(names),
    ]
    return "\(Self.format) \(Self.formatVersion)\n\n" + sections.joined(separator: "\n")
  }

  private var summaryText: String {
    let lines = [
      ("network", network), ("strategy", strategy + (totals.isOptimal ? ", optimal" : "")),
      ("devices", devices.map(\.name).joined(separator: ", ")),
      ("latency", "\(totals.latency)"), ("  computing", "\(totals.compute)"),
      ("  messages", "\(totals.communication)"),
      ("connections", NumberText.grouped(connections)),
      ("bytes sent", NumberText.grouped(bytes.count)),
      ("peak memory", "\(NumberText.grouped(devices.reduce(0) { max($0, $1.peak.count) })) B"),
    ]
    let width = lines.reduce(0) { max($0, $1.0.count) }
    return lines.map { name, value in
      name + String(repeating: " ", count: width + 2 - name.count) + value + "\n"
    }.joined()
  }

  private var deviceText: String {
    var table = TextTable([
      "rank", "device", "weights B", "activations B", "peak B", "memory B", "sends", "sent B",
    ])
    let messages = boundaries.flatMap(\.collectives).flatMap(\.messages)
    for (rank, device) in devices.enumerated() {
      let sent = messages.filter { $0.source == rank }
      table.add([
        "\(rank)", device.name, NumberText.grouped(device.weights.count),
        NumberText.grouped(device.live.count), NumberText.grouped(device.peak.count),
        device.memory.map { NumberText.grouped($0.count) } ?? "-", "\(sent.count)",
        NumberText.grouped(sent.reduce(0) { $0 + $1.bytes.count }),
      ])
    }
    return table.text
  }

  private var unitText: String {
    var table = TextTable([
      "#", "unit", "mode", "in", "out", "parts", "MACs", "time", "weights B", "activations B",
    ])
    for (index, unit) in units.enumerated() {
      func list(_ value: (PlannedUnit.Load) -> Int) -> String {
        unit.loads.map { NumberText.grouped(value($0)) }.joined(separator: " ")
      }
      let slowest = unit.loads.reduce(Nanoseconds.zero) { max($0, $1.time) }
      table.add([
        "\(index)", unit.name, unit.mode.rawValue,
        unit.inputs.map(\.state.letter).joined(separator: "+"), unit.outputState.letter,
        unit.shares.isEmpty
          ? "-" : unit.shares.map { "\($0.count)" }.joined(separator: ":"),
        list(\.macs), "\(slowest)", list(\.weights.count), list(\.live.count),
      ])
    }
    return table.text
  }

  private func boundaryText(_ names: PlanNames) -> String {
    var table = TextTable([
      "#", "value", "where", "change", "by", "topology", "connections", "bytes", "time",
    ])
    for (index, (place, boundary)) in placedBoundaries.enumerated() {
      table.add([
        "\(index)", names[boundary.value], place,
        "\(boundary.source.letter)->\(boundary.target.letter)",
        boundary.collectives.isEmpty
          ? "-" : boundary.collectives.map(\.kind.rawValue).joined(separator: "+"),
        boundary.topology.rawValue, "\(boundary.connections)",
        NumberText.grouped(boundary.bytes.count), "\(boundary.time)",
      ])
    }
    return table.text
  }

  private func messageText(_ names: PlanNames) -> String {
    var table = TextTable(["#", "round", "value", "from", "to", "elements", "bytes", "region", ""])
    for (index, (_, boundary)) in placedBoundaries.enumerated() {
      for round in boundary.collectives {
        for message in round.messages {
          let region = message.region.map { "axis \($0.axis) \($0.indices)" }
          table.add([
            "\(index)", round.kind.rawValue, names[boundary.value], "\(message.source)",
            "\(message.destination)", NumberText.grouped(message.elements),
            NumberText.grouped(message.bytes.count),
            region.isEmpty ? "all" : region.joined(separator: ", "),
            message.isProgrammed ? "programmed" : "",
          ])
        }
      }
    }
    return table.text
  }

  /// Every boundary with where it is, in order of execution.
  var placedBoundaries: [(place: String, boundary: Boundary)] {
    units.enumerated().flatMap { index, unit in
      unit.entries.map { ("before \(index)", $0) }
        + (unit.reduction.map { [("in \(index)", $0)] } ?? [])
    } + exits.map { ("end", $0) }
  }
}
