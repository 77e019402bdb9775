import Basic

/// The analytical cycles and energy of a network on a bit-serial accelerator.
///
/// Cycles at the clock of the constants, energy in picojoules, batch 1. Layers follow one another;
/// within a layer computing and loading overlap. Not modelled: filling the pipeline, metadata of
/// pruned groups, layers without weights, leakage. Source: [bbs24] section 5 and its simulator.
package struct BitSerialCostModel: Sendable {
  /// The design that is modelled.
  package let accelerator: any BitSerialAccelerator

  /// The constants that designs share.
  package let constants: CostConstants

  /// What is loaded again where buffers are too small.
  package let refetch: RefetchPolicy

  /// Makes a model.
  package init(
    _ accelerator: any BitSerialAccelerator, constants: CostConstants,
    refetch: RefetchPolicy = .leastTraffic
  ) {
    self.accelerator = accelerator
    self.constants = constants
    self.refetch = refetch
  }

  /// The cost of layers that run one after the other, each on the outputs of the one before.
  package func cost(of layers: [BitSerialLayer]) throws(MissingWeights) -> BitSerialCost {
    var costs: [BitSerialLayerCost] = []
    var inputsAreOnChip = false
    for (index, layer) in layers.enumerated() {
      let traffic = LayerTraffic(
        of: layer, on: accelerator, refetch: refetch, inputsAreOnChip: inputsAreOnChip,
        isLast: index == layers.count - 1)
      costs.append(try cost(of: layer, traffic))
      inputsAreOnChip = traffic.keepsOutputs
    }
    return BitSerialCost(layers: costs)
  }

  private func cost(
    of layer: BitSerialLayer, _ traffic: LayerTraffic
  ) throws(MissingWeights) -> BitSerialLayerCost {
    let schedule = try accelerator.schedule(layer)
    let loading = traffic.cycles(
      weightWidth: accelerator.weightWidth(of: layer),
      activationWidth: accelerator.activationWidth, constants: constants)
    return BitSerialLayerCost(
      name: layer.name, geometry: schedule.geometry, tiles: schedule.tiles,
      computeCycles: schedule.cycles, dramCycles: Cycles(loading),
      energy: EnergyBreakdown(
        compute: compute(schedule), sramRead: reading(schedule),
        sramWrite: writing(layer, traffic.fetches), dram: moving(traffic)))
  }

  /// All elements in all compute cycles; what does not work is not switched off.
  private func compute(_ schedule: LayerSchedule) -> Picojoules {
    let energies = accelerator.energies
    let perCycle =
      constants.element(energies).value * Double(accelerator.geometry.elementCount)
      + energies.schedulers.value * constants.routingFactor
    return Picojoules(perCycle * schedule.cycles.count)
  }

  /// Every bank once a tile, or for weights once a cycle where the design says so, and registers.
  private func reading(_ schedule: LayerSchedule) -> Picojoules {
    let (cycles, tiles) = (schedule.cycles.count, Double(schedule.tiles))
    let energies = accelerator.energies
    let (rows, columns) = (accelerator.geometry.rows, accelerator.geometry.columns)
    let registers =
      energies.weightRegister.value * Double(rows) * cycles
      + energies.activationRegister.value * Double(columns) * tiles
    return Picojoules(
      accelerator.weightBuffer.readAllBanks.value
        * (accelerator.readsWeightsEveryCycle ? cycles : tiles)
        + accelerator.activationBuffer.readAllBanks.value * tiles
        + registers * constants.routingFactor)
  }

  /// Words of 64 bits that hold the channels of one position: weights and inputs as often as they
  /// are loaded, inputs even if they were on the chip, outputs once unless they are one vector.
  private func writing(_ layer: BitSerialLayer, _ fetches: RefetchPolicy.Fetches) -> Picojoules {
    let width = accelerator.activationWidth
    let weights =
      Self.words(layer.filterChannels, width: accelerator.weightWriteWidth)
      * Double(layer.kernelArea) * Double(layer.filters)
    let inputs = Self.words(layer.channels, width: width) * Double(layer.inputPositions)
    let outputs =
      layer.kind == .linear(tokens: 1)
      ? 0 : Self.words(layer.filters, width: width) * Double(layer.outputPlane.area)
    return Picojoules(
      accelerator.weightBuffer.write64Bits.value * weights * fetches.weights
        + accelerator.activationBuffer.write64Bits.value * (inputs * fetches.inputs + outputs))
  }

  private static func words(_ channels: Int, width: Double) -> Double {
    (Double(channels) * width / 64).rounded(.up)
  }

  private func moving(_ traffic: LayerTraffic) -> Picojoules {
    let bits = (traffic.weightBytes + traffic.activationBytes) * 8
    return Picojoules(bits / 64 * constants.dramEnergyPer64Bits.value)
  }
}
