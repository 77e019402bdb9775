import Backend
import Basic

extension HydraPlan {
  /// The plan for people: one element a line, with units.
  package var text: String {
    "dnnc hydra plan \(Self.formatVersion)\n\n" + summaryText + "\nlayers\n" + layerText
      + "\ncycles\n" + cycleText + "\nranges\n" + rangeText + "\nmemory\n" + memoryText
  }

  private var summaryText: String {
    let (device, total) = (target.device, total)
    let ideal = total.ideal(lanes: device.lanes)
    let used = 100 * total.utilisation(lanes: device.lanes)
    let configuration = configuration
    let bytes = configuration.words.count * 4
    let encoded =
      (streamedWeights.map { [("streaming", $0)] } ?? [])
      + (encodedWeights.map { [("BBS", $0)] } ?? [])
    let lines: [(String, String)] =
      [
        ("network", network),
        ("program", "sha-256 \(program)"),
        (
          "target",
          "\(target.name): \(device.lanes) lanes of \(device.profile.dataBits) bits, sums of "
            + "\(device.profile.accumulatorBits) bits, "
            + "\(NumberText.shortest(target.clockMegahertz)) MHz"
            + (device.overlapsDrain ? ", drain overlaps" : "")
        ),
        (
          "bitstream",
          "\(NumberText.grouped(bytes)) bytes, needs \(configuration.capabilities.text)"
        ),
        ("work", "\(NumberText.grouped(total.operations)) operations"),
        (
          "latency",
          "\(target.time(total.total)) = \(NumberText.grouped(total.total)) cycles, ideal "
            + "\(NumberText.fixed(ideal, 1))"
        ),
        ("lanes used", "\(NumberText.fixed(used, 1)) %"),
        (
          "weights",
          "\(NumberText.grouped(configuration.weightCount)) of \(NumberText.grouped(device.weightDepth)) "
            + "a lane, \(NumberText.fixed(100 * unusedWeights, 1)) % of them padding"
        ),
        (
          "biases",
          "\(NumberText.grouped(configuration.biasCount)) of \(NumberText.grouped(device.biasDepth)) "
            + "a lane"
        ),
        (
          "features",
          "\(NumberText.grouped(configuration.featureCount)) of "
            + NumberText.grouped(device.featureDepth)
        ),
      ] + encoded
    let width = lines.reduce(0) { max($0, $1.0.count) }
    return lines.map { name, value in
      name + String(repeating: " ", count: width + 2 - name.count) + value + "\n"
    }.joined()
  }

  private var layerText: String {
    var table = TextTable([
      ("#", .right), ("layer", .left), ("what", .left), ("passes", .right), ("fractions", .left),
      ("shifts", .left), ("rounding", .left), ("cycles", .right), ("ideal", .right),
      ("used", .right),
    ])
    let lanes = target.device.lanes
    for (index, (layer, descriptor)) in zip(layers, configuration.layers).enumerated() {
      table.add([
        "\(index)", layer.name, descriptor.summary, "\(descriptor.passes)",
        "\(descriptor.inputFraction) + \(descriptor.weightFraction) -> \(descriptor.outputFraction)",
        "\(descriptor.shift), \(descriptor.outputShift)", descriptor.rounding.name,
        NumberText.grouped(layer.cycles.total),
        NumberText.fixed(layer.cycles.ideal(lanes: lanes), 1),
        "\(NumberText.fixed(100 * layer.cycles.utilisation(lanes: lanes), 1)) %",
      ])
    }
    return table.text
  }

  private var cycleText: String {
    var table = TextTable(
      [("#", .right), ("layer", .left)]
        + LayerCycles.parts(of: total).map { ($0.name, TextTable.Alignment.right) } + [
          ("total", .right)
        ])
    for (index, layer) in layers.enumerated() {
      table.add(["\(index)", layer.name] + row(layer.cycles))
    }
    table.add(["", "all"] + row(total))
    return table.text
  }

  private func row(_ cycles: LayerCycles) -> [String] {
    LayerCycles.parts(of: total).map { NumberText.grouped(cycles[keyPath: $0.path]) }
      + [NumberText.grouped(cycles.total)]
  }

  /// What sums and results are for certain, whatever the input.
  private var rangeText: String {
    var table = TextTable([
      ("#", .right), ("layer", .left), ("least sum", .right), ("greatest", .right),
      ("bits", .right), ("of", .right), ("features", .left), ("saturates", .left),
    ])
    for (index, (layer, range)) in zip(layers, ranges).enumerated() {
      table.add([
        "\(index)", layer.name, NumberText.grouped(range.sums.lowerBound),
        NumberText.grouped(range.sums.upperBound), "\(range.sumBits)",
        "\(target.device.profile.accumulatorBits)",
        "\(range.outputs.lowerBound) to \(range.outputs.upperBound)", range.saturation,
      ])
    }
    return table.text
  }

  private var memoryText: String {
    var table = TextTable([
      ("value", .left), ("features", .right), ("from", .right), ("to", .right),
      ("weights from", .right), ("biases from", .right),
    ])
    let input = configuration.input
    table.add(["input", "\(input.count)", "\(input.base)", "\(input.base + input.count)", "-", "-"])
    for (layer, descriptor) in zip(layers, configuration.layers) {
      table.add([
        layer.value, "\(descriptor.outputCount)", "\(descriptor.destination)",
        "\(descriptor.destination + descriptor.outputExtent)",
        descriptor.operation == .channelMaximum ? "-" : "\(descriptor.weightBase)",
        descriptor.hasBias ? "\(descriptor.biasBase)" : "-",
      ])
    }
    return table.text
  }
}

extension LayerRange {
  /// Where numbers can be cut, in words.
  fileprivate var saturation: String {
    switch (cutsArguments, cutsOutputs) {
    case (false, false): "never"
    case (true, false): "arguments may"
    case (false, true): "features may"
    case (true, true): "arguments and features may"
    }
  }
}
