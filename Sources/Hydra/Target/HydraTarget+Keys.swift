import Backend

extension HydraTarget: TargetDescription {
  package static let kind = "hydra"

  package static let rules = TargetRules(kind: kind)

  package static let keys: [TargetKey<HydraTarget>] = [
    .text("name", \.name, "name of the target"),
    .integer(
      "lanes", \.device.lanes, HydraDevice.laneCounts,
      "multipliers, each with its weights and biases"),
    .number("data_bits", \.device.profile, "bits of features and weights"),
    .integer("weight_depth", \.device.weightDepth, HydraDevice.depths, "weights of each lane"),
    .integer("bias_depth", \.device.biasDepth, HydraDevice.depths, "biases of each lane"),
    .integer("feature_depth", \.device.featureDepth, HydraDevice.depths, "features"),
    .integer("layer_limit", \.device.layerLimit, 1...256, "layers"),
    .words(
      "capabilities", \.device.capabilities, Capabilities.names.map { ($0.capability, $0.name) },
      "what layers can do beyond dense ones with ReLU"),
    .flag(
      "overlaps_drain", \.device.overlapsDrain, "whether sums drain while the next pass multiplies"),
    .number("clock_mhz", \.clockMegahertz, 0.001...1e6, "clock of the device"),
  ]

  package init() {
    self.init(name: "", device: HydraDevice(lanes: 1), clockMegahertz: 1)
  }
}
