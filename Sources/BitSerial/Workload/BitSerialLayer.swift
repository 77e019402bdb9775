/// A layer with weights as bit-serial accelerators see it: int8 weights and int8 activations, batch 1.
///
/// Sizes are in elements. A convolution of C channels and K filters in g groups has weights
/// (K, C / g, kernel height, kernel width); a linear layer (K, C). Source: [bbs24] section 5.
package struct BitSerialLayer: Sendable, Hashable {
  /// What the layer computes.
  package enum Kind: Sendable, Hashable {
    /// A convolution; with more groups than one its filters share no inputs.
    case convolution(kernel: PlaneSize, input: PlaneSize, output: PlaneSize, groups: Int)

    /// A product of a matrix with each of `tokens` vectors.
    case linear(tokens: Int)
  }

  /// The name under which its costs are reported.
  package let name: String

  /// Convolution or linear, with the sizes that only one of them has.
  package let kind: Kind

  /// The number of input channels, C.
  package let channels: Int

  /// The number of output channels, K.
  package let filters: Int

  /// The weights, for designs whose cycles depend on them.
  package let weights: [Int8]?

  /// The number of output channels that BitVert keeps at 8 bits.
  package let sensitiveChannels: Int

  /// The number of bit columns that are pruned from the other channels.
  package let prunedColumns: Int

  /// The largest numbers of weights, inputs and outputs.
  package static let elementLimit = 1 << 36

  /// The largest number of multiply-accumulate operations, so that cycles are exact in `Double`.
  package static let operationLimit = 1 << 46

  /// Makes a layer, or `nil` if a size is not positive, beyond the limits or not that of the weights.
  package init?(
    name: String, kind: Kind, channels: Int, filters: Int, weights: [Int8]? = nil,
    sensitiveChannels: Int = 0, prunedColumns: Int = 0
  ) {
    let layer = LayerExtents(kind: kind, channels: channels, filters: filters)
    guard let layer, weights == nil || weights?.count == layer.weightCount,
      (0...filters).contains(sensitiveChannels), (0...6).contains(prunedColumns)
    else { return nil }
    self.name = name
    self.kind = kind
    self.channels = channels
    self.filters = filters
    self.weights = weights
    self.sensitiveChannels = sensitiveChannels
    self.prunedColumns = prunedColumns
  }
}

extension BitSerialLayer {
  /// Whether filters see only some of the channels, so that they cannot share inputs.
  package var isGrouped: Bool {
    if case .convolution(_, _, _, let groups) = kind { groups > 1 } else { false }
  }

  /// The number of channels that one filter sees.
  package var filterChannels: Int {
    if case .convolution(_, _, _, let groups) = kind { channels / groups } else { channels }
  }

  /// The number of weights of one filter and channel.
  package var kernelArea: Int {
    if case .convolution(let kernel, _, _, _) = kind { kernel.area } else { 1 }
  }

  /// The number of positions with inputs: pixels or tokens.
  package var inputPositions: Int {
    switch kind {
    case .convolution(_, let input, _, _): input.area
    case .linear(let tokens): tokens
    }
  }

  /// Where outputs lie: pixels, or tokens side by side.
  package var outputPlane: PlaneSize {
    switch kind {
    case .convolution(_, _, let output, _): output
    case .linear(let tokens): PlaneSize(height: 1, width: tokens)
    }
  }

  /// The number of weights.
  package var weightCount: Int { filters * filterChannels * kernelArea }
}
