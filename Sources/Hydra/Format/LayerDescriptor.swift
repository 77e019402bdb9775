/// What a layer computes from its window.
package enum LayerOperation: Int, Sendable, CaseIterable {
  /// Every output is a sum over all channels of the window.
  case dense
  /// Every output is a sum over one channel of the window.
  case channelSum
  /// Every output is the greatest element of one channel of the window.
  case channelMaximum

  /// The name in texts.
  package var name: String {
    switch self {
    case .dense: "dense"
    case .channelSum: "channel-sum"
    case .channelMaximum: "channel-maximum"
    }
  }
}

/// What the shared unit does to a sum.
package enum ActivationFunction: Int, Sendable, CaseIterable {
  case identity, relu, sigmoid, tanh, leaky, relu6

  /// The name in texts.
  package var name: String { "\(self)" }

  /// Whether its argument is in steps of 2^-12 and its value in steps of 2^-14.
  package var isTabulated: Bool { self == .sigmoid || self == .tanh }
}

/// How bits that a shift drops are rounded.
package enum ShiftRounding: Int, Sendable, CaseIterable {
  case floor
  case halfUp
  case halfEven

  /// The name in texts.
  package var name: String {
    switch self {
    case .floor: "floor"
    case .halfUp: "half-up"
    case .halfEven: "half-even"
    }
  }
}

/// One layer as its twelve configuration words say it.
///
/// Several fields follow from others: the hardware needs no multiplier for them, and a decoder can
/// check them. Addresses count elements of the feature memory, or of a lane's memories.
package struct LayerDescriptor: Sendable, Hashable {
  package var operation = LayerOperation.dense
  package var activation = ActivationFunction.identity
  package var rounding = ShiftRounding.floor
  package var hasBias = false
  package var isLast = false
  /// Whether the next segment of weights is loaded before it.
  package var loads = false
  /// The exponent of a leaky slope 2^-p; of ReLU6 the fraction of its bound 3·2^p.
  package var activationParameter = 0
  /// The shift between sum and activation, to the right if positive.
  package var shift = 0
  /// The shift between activation and output.
  package var outputShift = 0
  /// The shift to the left of biases.
  package var biasShift = 0

  /// Neurons, or output channels.
  package var outputs = 0
  /// Products of one output: kernel height · width, and · channels if dense.
  package var products = 0
  /// The lanes that the last pass uses.
  package var lastLanes = 0
  /// Passes over the lanes at each position.
  package var passes = 0

  package var biasBase = 0
  package var weightBase = 0
  package var destination = 0
  /// Where the window of the first position starts, modulo 2^16.
  package var source = 0

  /// Elements of one row: width · channels.
  package var rowStride = 0
  package var channels = 0
  package var strideX = 1
  package var strideY = 1
  package var kernelWidth = 1
  package var kernelHeight = 1
  /// Distance of neighbouring positions of a column, modulo 2^16.
  package var stepY = 0
  /// Distance of neighbouring positions of a row, modulo 2^16.
  package var stepX = 0

  package var width = 1
  package var height = 1
  package var outputWidth = 1
  package var outputHeight = 1
  package var padLeft = 0
  package var padTop = 0

  /// The features between the outputs of one position and those of the next, which other layers write.
  package var gap = 0

  /// Numbers stand for `q · 2^-fraction`.
  package var weightFraction = 0
  package var inputFraction = 0
  package var outputFraction = 0

  /// Makes a dense layer of nothing, to be filled in.
  package init() {}

  /// Positions of the output.
  package var positions: Int { outputHeight * outputWidth }

  /// Elements that it writes.
  package var outputCount: Int { positions * outputs }

  /// Elements from the outputs of one position to those of the next.
  package var outputStride: Int { outputs + gap }

  /// Elements from the first that it writes to the last, with what lies between.
  package var outputExtent: Int {
    positions == 0 ? 0 : (positions - 1) * outputStride + outputs
  }

  /// Where the outputs lie, with what is between them.
  package var outputRegion: Range<Int> { destination..<destination + outputExtent }

  /// Elements of the input.
  package var inputCount: Int { height * width * channels }

  /// Elements above and left of the input at which the first window starts.
  package var paddingOffset: Int { padTop * width * channels + padLeft * channels }

  /// Where the input lies.
  package var inputBase: Int { (source + paddingOffset) & 0xFFFF }

  /// Whether sums are taken of one channel alone.
  package var isChannelwise: Bool { operation != .dense }

  /// Multiplications, or comparisons of a maximum, that are not padding or idle lanes.
  package var operations: Int { outputCount * products }

  /// What a device must be able to do for it.
  package var capabilities: Capabilities {
    var needed: Capabilities = []
    if activation.isTabulated { needed.insert(.sigmoid) }
    if activation == .leaky { needed.insert(.leaky) }
    if activation == .relu6 { needed.insert(.relu6) }
    if isChannelwise { needed.insert(.channelwise) }
    if loads { needed.insert(.streaming) }
    if [width, height, outputWidth, outputHeight, kernelWidth, kernelHeight] != [1, 1, 1, 1, 1, 1] {
      needed.insert(.windows)
    }
    return needed
  }
}
