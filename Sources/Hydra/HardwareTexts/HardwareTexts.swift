/// The Verilog files of the accelerator, so that `dnnc` carries them without its source folder.
///
/// Each is equal to its file in `RTL/`; a test holds them so.
package enum HardwareTexts {
  /// A file of hardware.
  package struct File: Sendable {
    /// The name, such as `hydra_lane.v`.
    package let name: String
    /// The contents.
    package let text: String
  }

  /// The files that are synthesized, the memory first and the whole device last.
  package static let device: [File] = [
    File(name: "hydra_memory.v", text: hydraMemory),
    File(name: "hydra_lane.v", text: hydraLane),
    File(name: "hydra_activation.v", text: hydraActivation),
    File(name: "hydra_engine.v", text: hydraEngine),
    File(name: "hydra_loader.v", text: hydraLoader),
    File(name: "hydra.v", text: hydra),
  ]

  /// All files, with the testbench.
  package static let files: [File] =
    device + [File(name: "hydra_testbench.v", text: hydraTestbench)]
}

extension HydraDevice {
  /// The parameters of the module `hydra` that make this device.
  package var hardwareParameters: [(name: String, value: Int)] {
    [
      ("LANES", lanes), ("DATA_BITS", profile.dataBits), ("SUM_BITS", profile.accumulatorBits),
      ("WEIGHT_DEPTH", max(1, weightDepth)), ("BIAS_DEPTH", max(1, biasDepth)),
      ("FEATURE_DEPTH", featureDepth), ("LAYER_LIMIT", layerLimit),
      ("CAPABILITIES", capabilities.rawValue), ("OVERLAP", overlapsDrain ? 1 : 0),
    ]
  }
}
