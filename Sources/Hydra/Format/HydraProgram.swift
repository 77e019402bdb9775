/// A network as the accelerator is configured for it: what a HYB1 bitstream says, as a value.
///
/// One program has one canonical bitstream. (docs/targets/hydra.md, "Bitstream")
package struct HydraProgram: Sendable, Equatable {
  /// Where the features lie that a host writes or reads.
  package struct Port: Sendable, Hashable {
    /// The first element.
    package var base: Int
    /// The number of elements.
    package var count: Int
    /// Elements stand for `q · 2^-fraction`.
    package var fraction: Int

    /// Where the elements lie.
    package var region: Range<Int> { base..<base + count }

    /// Describes a port.
    package init(base: Int, count: Int, fraction: Int) {
      (self.base, self.count, self.fraction) = (base, count, fraction)
    }
  }

  /// The minor version; higher ones may only add capabilities.
  package var minorVersion = 0

  /// Lanes of the device.
  package var lanes: Int

  /// The width of numbers.
  package var profile: NumberProfile

  /// Elements of the feature memory that are used.
  package var featureCount: Int

  package var input: Port
  package var output: Port

  /// The layers, in order of execution.
  package var layers: [LayerDescriptor]

  /// The weights of each lane, all of one length, segment after segment.
  package var weights: [[Int16]]

  /// The biases of each lane, all of one length, segment after segment.
  package var biases: [[Int32]]

  /// The parts in which weights and biases are streamed; none if the memories hold all at once.
  package var segments: [WeightSegment]

  /// Makes a program from its parts.
  package init(
    lanes: Int, profile: NumberProfile, featureCount: Int, input: Port, output: Port,
    layers: [LayerDescriptor], weights: [[Int16]], biases: [[Int32]],
    segments: [WeightSegment] = []
  ) {
    self.lanes = lanes
    self.profile = profile
    self.featureCount = featureCount
    self.input = input
    self.output = output
    self.layers = layers
    self.weights = weights
    self.biases = biases
    self.segments = segments
    minorVersion = segments.isEmpty ? 0 : Bitstream.streamingVersion
  }

  /// Elements of each weight memory that are used.
  package var weightCount: Int { segments.map(\.weights).max() ?? weights.first?.count ?? 0 }

  /// Words of each bias memory that are used.
  package var biasCount: Int { segments.map(\.biases).max() ?? biases.first?.count ?? 0 }

  /// What a device must be able to do.
  package var capabilities: Capabilities {
    layers.reduce([]) { $0.union($1.capabilities) }
  }
}
