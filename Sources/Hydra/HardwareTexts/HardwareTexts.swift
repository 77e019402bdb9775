/// The Verilog files of the accelerator, which the program carries.
package enum HardwareTexts {
  /// A file of hardware.
  package struct File: Sendable {
    /// The name, such as `hydra_lane.v`.
    package let name: String

    /// The contents.
    package let text: String

    init(_ name: String, _ bytes: [UInt8]) {
      self.name = name
      text = String(decoding: bytes, as: UTF8.self)
    }
  }

  /// The files that are synthesized, the memory first and the whole device last.
  package static let device: [File] = [
    File("hydra_memory.v", PackageResources.hydra_memory_v),
    File("hydra_lane.v", PackageResources.hydra_lane_v),
    File("hydra_activation.v", PackageResources.hydra_activation_v),
    File("hydra_engine.v", PackageResources.hydra_engine_v),
    File("hydra_loader.v", PackageResources.hydra_loader_v),
    File("hydra.v", PackageResources.hydra_v),
  ]

  /// The parameter of the testbench that makes its memory hold the longest of some bitstreams: the words, a
  /// power of two.
  package static func memory(_ bitstreams: [[UInt32]]) -> (name: String, value: Int) {
    let longest = bitstreams.reduce(1) { max($0, $1.count) }
    return ("MEMORY_WORDS", 1 << (Int.bitWidth - (longest - 1).leadingZeroBitCount))
  }

  /// All files, with the testbench.
  package static let files: [File] =
    device + [File("hydra_testbench.v", PackageResources.hydra_testbench_v)]
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
