import IR

/// An accelerator as it is built: its width, its memories and what its layers can do.
///
/// A bitstream names the geometry and the capabilities that it needs, and a device refuses one that
/// was made for another. (docs/targets/hydra.md, "Machine")
package struct HydraDevice: Sendable, Equatable {
  /// The lanes that a device may have.
  package static let laneCounts = 1...256

  /// The elements that each of its memories may have.
  package static let depths = 1...65536

  /// Lanes: multipliers with a weight and a bias memory each.
  package var lanes: Int

  /// The width of numbers.
  package var profile: NumberProfile

  /// Elements of the weight memory of each lane.
  package var weightDepth: Int

  /// Words of the bias memory of each lane.
  package var biasDepth: Int

  /// Elements of the feature memory.
  package var featureDepth: Int

  /// Layers that the descriptor memory holds; at most 256.
  package var layerLimit: Int

  /// What its layers can do.
  package var capabilities: Capabilities

  /// Whether results drain while the next pass, or the next layer, multiplies.
  package var overlapsDrain: Bool

  /// Describes a device; every capability is there if none is named.
  package init(
    lanes: Int, profile: NumberProfile = .byte, weightDepth: Int = 65536, biasDepth: Int = 4096,
    featureDepth: Int = 65536, layerLimit: Int = 256, capabilities: Capabilities = .all,
    overlapsDrain: Bool = false
  ) {
    self.lanes = lanes
    self.profile = profile
    self.weightDepth = weightDepth
    self.biasDepth = biasDepth
    self.featureDepth = featureDepth
    self.layerLimit = layerLimit
    self.capabilities = capabilities
    self.overlapsDrain = overlapsDrain
  }
}

/// The width of features and weights, and that of their sums.
package enum NumberProfile: Int, Sendable, CaseIterable {
  /// 8-bit numbers with 32-bit sums.
  case byte = 8
  /// 16-bit numbers with 48-bit sums.
  case word = 16

  /// Bits of a feature or a weight.
  package var dataBits: Int { rawValue }

  /// Bits of a sum.
  package var accumulatorBits: Int { self == .byte ? 32 : 48 }

  /// Features or weights in a word of the bitstream.
  package var elementsPerWord: Int { 32 / dataBits }

  /// What features and weights are in programs.
  package var element: ElementType { self == .byte ? .i8 : .i16 }

  /// What sums of their products, and biases, are in programs.
  package var sumElement: ElementType { self == .byte ? .i32 : .i64 }

  /// The features and weights there are.
  package var range: ClosedRange<Int> { -(1 << (dataBits - 1))...(1 << (dataBits - 1)) - 1 }
}

/// What layers of a device can do beyond plain dense layers with identity or ReLU.
package struct Capabilities: OptionSet, Sendable, Hashable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// Sigmoid and tanh.
  package static let sigmoid = Capabilities(rawValue: 1)
  /// Windows and more than one position.
  package static let windows = Capabilities(rawValue: 2)
  /// Channel-wise sums and maxima.
  package static let channelwise = Capabilities(rawValue: 4)
  /// Leaky ReLU.
  package static let leaky = Capabilities(rawValue: 8)
  /// ReLU6.
  package static let relu6 = Capabilities(rawValue: 16)

  /// Weights that are read from memory in segments, between layers.
  package static let streaming = Capabilities(rawValue: 32)

  /// Everything that version 1.0 defines.
  package static let all: Capabilities = [.sigmoid, .windows, .channelwise, .leaky, .relu6]

  /// Everything that there is: with version 1.1, streaming.
  package static let defined: Capabilities = all.union(.streaming)

  /// Each with its name in texts, in the order of bits.
  package static let names: [(capability: Capabilities, name: String)] = [
    (.sigmoid, "sigmoid"), (.windows, "windows"), (.channelwise, "channelwise"),
    (.leaky, "leaky"), (.relu6, "relu6"), (.streaming, "streaming"),
  ]

  /// The names of those in the set, or `none`.
  package var text: String {
    let names = Self.names.filter { contains($0.capability) }.map(\.name)
    return names.isEmpty ? "none" : names.joined(separator: "+")
  }
}
