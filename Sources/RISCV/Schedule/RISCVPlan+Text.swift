import Backend
import Basic

extension RISCVPlan {
  /// The plan for people: one element a line, with units.
  package var text: String {
    let sections = [
      summaryText, "layers\n" + layerText, "tiles\n" + tileText, "transfers\n" + transferText,
      "L1, bytes\n" + bufferText, "tensors, bytes\n" + tensorText,
      "constants, bytes\n" + constantText,
      "requantization\n" + requantizationText, "cores\n" + coreText, "cascades\n" + cascadeText,
    ]
    return "\(Self.format) \(Self.formatVersion)\n\n" + sections.joined(separator: "\n")
  }

  private func grouped(_ value: Int) -> String { NumberText.grouped(value) }

  private var summaryText: String {
    let cycles = totals.cycles
    let clock = NumberText.shortest(target.clockMegahertz)
    let rate = cycles.total > 0 ? Double(totals.macs) / Double(cycles.total) : 0
    let lines: [(String, String)] = [
      ("network", network),
      ("program", "sha-256 \(program)"),
      (
        "target",
        "\(target.name): \(target.cores) core\(target.cores == 1 ? "" : "s") of "
          + "\(target.instructionSet.rawValue), \(clock) MHz, L1 \(Bytes(target.l1Bytes)), "
          + "L2 \(Bytes(target.l2Bytes)), DMA \(target.dmaBytesPerCycle) B/cycle"
      ),
      (
        "options",
        "tiling \(target.tiling.rawValue), cascades \(target.cascades.rawValue), "
          + "fusion \(target.fusion.rawValue)"
      ),
      (
        "work",
        "\(grouped(totals.macs)) MACs, \(NumberText.fixed(rate, 2)) MACs/cycle"
      ),
      ("latency", "\(totals.latency) = \(grouped(cycles.total)) cycles"),
      ("  compute", "\(grouped(cycles.compute)) cycles"),
      ("  DMA", "\(grouped(cycles.transfers)) cycles"),
      ("  exposed", "\(grouped(cycles.exposed)) cycles"),
      (
        "traffic",
        "\(grouped(totals.traffic.loaded)) bytes L2 to L1, \(grouped(totals.traffic.stored)) bytes "
          + "L1 to L2, \(grouped(totals.traffic.constants)) bytes of constants to L1"
      ),
      ("L1 peak", "\(grouped(totals.l1Peak)) of \(grouped(target.l1Bytes)) bytes"),
      (
        "L2 peak",
        "\(grouped(totals.l2Peak)) of \(grouped(target.l2Bytes)) bytes, at least "
          + "\(grouped(totals.l2Bound)); layer by layer at least \(grouped(totals.l2WholeBound))"
      ),
      (
        "constants",
        "\(grouped(totals.constantBytes)) of \(grouped(target.constantBytes)) bytes"
      ),
    ]
    let width = lines.reduce(0) { max($0, $1.0.count) }
    return lines.map { name, value in
      name + String(repeating: " ", count: width + 2 - name.count) + value + "\n"
    }.joined()
  }

  private var layerText: String {
    var table = TextTable([
      ("#", .right), ("layer", .left), ("kernel", .left), ("MACs", .right), ("cycles", .right),
      ("compute", .right), ("DMA", .right), ("exposed", .right), ("why", .left),
    ])
    for (index, layer) in steps.enumerated() {
      table.add([
        "\(index)", layer.step.name, layer.step.kernel.rawValue, grouped(layer.step.macs),
        grouped(layer.cycles.total), grouped(layer.cycles.compute),
        grouped(layer.cycles.transfers), grouped(layer.cycles.exposed), layer.step.reason,
      ])
    }
    return table.text
  }

  private var tileText: String {
    var table = TextTable([
      ("#", .right), ("layer", .left), ("result", .right), ("tile", .right), ("border", .right),
      ("tiles", .right), ("order", .left), ("window", .left),
    ])
    for (index, layer) in steps.enumerated() {
      let (extent, tiling) = (layer.step.extent, layer.tiling)
      func count(_ size: Int, _ all: Int) -> Int { size > 0 ? (all + size - 1) / size : 0 }
      func border(_ size: Int, _ all: Int) -> Int { all - max(0, count(size, all) - 1) * size }
      let sizes = [
        (tiling.rows, layer.mostRows), (tiling.columns, extent.width),
        (tiling.channels, extent.channels),
      ]
      let window = layer.step.window
      table.add([
        "\(index)", layer.step.name, extent.description,
        sizes.map { "\($0.0)" }.joined(separator: "x"),
        sizes.map { "\(border($0.0, $0.1))" }.joined(separator: "x"),
        sizes.map { "\(count($0.0, $0.1))" }.joined(separator: "x"), tiling.order.rawValue,
        window == .element
          ? ""
          : "\(window.kernelHeight)x\(window.kernelWidth) by "
            + "\(window.strideHeight)x\(window.strideWidth)",
      ])
    }
    return table.text
  }

  private var transferText: String {
    var table = TextTable([
      ("#", .right), ("future", .right), ("direction", .left), ("what", .left), ("buffer", .left),
      ("external", .right), ("rows x pieces x bytes", .right), ("strides", .right),
      ("changes with", .left),
    ])
    for (index, layer) in steps.enumerated() {
      for transfer in layer.transfers {
        let what: String =
          switch transfer.source {
          case .tensor(let tensor): tensors.indices.contains(tensor) ? tensors[tensor].name : "?"
          case .constants: "constants"
          }
        table.add([
          "\(index)", "\(transfer.future)", transfer.isStore ? "store" : "load", what,
          transfer.buffer.rawValue, "\(transfer.external)",
          "\(transfer.rows) x \(transfer.pieces) x \(transfer.length)",
          "\(transfer.rowStride), \(transfer.columnStride)",
          transfer.changes.isEmpty
            ? "nothing" : transfer.changes.map(\.rawValue).joined(separator: " "),
        ])
      }
    }
    return table.text
  }

  private var bufferText: String {
    var table = TextTable([
      ("#", .right), ("buffer", .left), ("offset", .right), ("bytes", .right), ("copies", .right),
    ])
    for (index, layer) in steps.enumerated() {
      table.add(["\(index)", "stacks", "0", "\(target.stackBytes)", "\(target.cores)"])
      for buffer in layer.buffers {
        table.add([
          "\(index)", buffer.role.rawValue, "\(buffer.offset)", "\(buffer.bytes)",
          "\(buffer.copies)",
        ])
      }
    }
    return table.text
  }

  private var tensorText: String {
    var table = TextTable([
      ("#", .right), ("tensor", .left), ("type", .left), ("rows kept", .right),
      ("memory", .left), ("offset", .right), ("bytes", .right), ("layers", .right),
      ("role", .left),
    ])
    for (index, tensor) in tensors.enumerated() {
      table.add([
        "\(index)", tensor.name, "\(tensor.element.rawValue) \(tensor.shape)",
        "\(tensor.storedRows)", tensor.level.rawValue, "\(tensor.offset)",
        "\(tensor.byteCount)",
        "\(tensor.lifetime.lowerBound) to \(tensor.lifetime.upperBound - 1)",
        tensor.role.rawValue,
      ])
    }
    return table.text
  }

  private var constantText: String {
    var table = TextTable([
      ("#", .right), ("constant", .left), ("offset", .right), ("bytes", .right),
      ("channels a block", .right), ("bytes a block", .right),
    ])
    for (index, layer) in steps.enumerated() {
      for constant in layer.constants {
        table.add([
          "\(index)", constant.role.rawValue, "\(constant.offset)", "\(constant.bytes)",
          "\(constant.blockChannels)", "\(constant.blockBytes)",
        ])
      }
    }
    return table.text
  }

  private var requantizationText: String {
    var table = TextTable([
      ("#", .right), ("of", .left), ("rounding", .left), ("multiplier", .right),
      ("shift", .right), ("zeros", .right), ("clamp", .right),
    ])
    for (index, layer) in steps.enumerated() {
      if layer.step.givesSums {
        table.add([
          "\(index)", StepRequantization.Role.result.rawValue, "sums of 32 bits", "", "", "", "",
        ])
      }
      for entry in layer.step.requantizations {
        table.add([
          "\(index)", entry.role.rawValue, entry.mode.rawValue,
          entry.factor.map { "\($0.multiplier)" } ?? "each channel",
          entry.factor.map { "\($0.shift)" } ?? "", "\(entry.zeroIn) to \(entry.zeroOut)",
          "\(entry.low) to \(entry.high)",
        ])
      }
    }
    return table.text
  }

  private var coreText: String {
    var table = TextTable([
      ("#", .right), ("shared", .left), ("each core", .left), ("each tile", .left),
    ])
    for (index, layer) in steps.enumerated() {
      table.add([
        "\(index)", layer.unit.rawValue,
        layer.shares.map { "\($0.lowerBound)..<\($0.upperBound)" }.joined(separator: " "),
        layer.actions.map(\.rawValue).joined(separator: ", "),
      ])
    }
    return table.text
  }

  private var cascadeText: String {
    var table = TextTable([("layers", .left), ("#", .right), ("rows of each stripe", .left)])
    for group in groups where group.count > 1 {
      for step in group where steps.indices.contains(step) {
        let rows = zip(steps[step].stripes, steps[step].stripes.dropFirst())
          .map { "\($0.1 - $0.0)" }
        table.add([
          "\(group.lowerBound) to \(group.upperBound - 1)", "\(step)",
          rows.joined(separator: " "),
        ])
      }
    }
    return table.text
  }
}
