import IR

/// One kernel over a whole tensor, with the requantization that follows it.
package struct KernelStep: Sendable, Equatable {
  /// The kernel.
  package var kernel: Kernel

  /// The user's names of the layers that it computes, or the name of the value.
  package var name: String

  /// The name of the IR value that it makes.
  package var value: String

  /// The operators of the IR that it replaces, in order.
  package var operators: [String]

  /// Why this kernel computes it.
  package var reason: String

  /// What it reads, by the index of the tensor and as which map.
  package var inputs: [Operand]

  /// The tensor that it writes.
  package var output: Int

  /// The first channel of the output that it writes; 0 unless several steps share a tensor.
  package var outputChannel = 0

  /// The rows, columns and channels that it computes.
  package var extent: MapShape

  /// How its window moves over the first input.
  package var window = StepWindow.element

  /// What it requantizes; a kernel with weights that requantizes nothing gives sums of 32 bits.
  package var requantizations: [StepRequantization] = []

  /// Whether padding counts in a mean, as zeros.
  package var countsPadding = false

  /// What the positions of padding hold: the zero point of the input, or the value of `pad`.
  package var padding: Int32 = 0

  /// Bytes of the table that it reads, or 0.
  package var tableBytes = 0

  /// Multiply-accumulate operations.
  package var macs = 0

  /// The multiplications of a run between two separations of packed sums; see `KernelTile`.
  package var run = 3

  /// How its weights are stored, if not as the kernel reads them.
  package var stored: EncodedChannels?

  /// Makes a step.
  package init(
    kernel: Kernel, name: String, value: String, operators: [String], reason: String,
    inputs: [Operand], output: Int, outputChannel: Int = 0, extent: MapShape,
    window: StepWindow = .element, requantizations: [StepRequantization] = [],
    countsPadding: Bool = false, padding: Int32 = 0, tableBytes: Int = 0, macs: Int = 0,
    run: Int = 3, stored: EncodedChannels? = nil
  ) {
    self.kernel = kernel
    self.name = name
    self.value = value
    self.operators = operators
    self.reason = reason
    self.inputs = inputs
    self.output = output
    self.outputChannel = outputChannel
    self.extent = extent
    self.window = window
    self.requantizations = requantizations
    self.countsPadding = countsPadding
    self.padding = padding
    self.tableBytes = tableBytes
    self.macs = macs
    self.run = run
    self.stored = stored
  }

  /// A tensor that a step reads.
  package struct Operand: Sendable, Hashable {
    /// The tensor.
    package var tensor: Int

    /// The map that its bytes are read as.
    package var shape: MapShape

    /// What stands for zero in it.
    package var zeroPoint: Int32

    /// Makes an operand.
    package init(tensor: Int, shape: MapShape, zeroPoint: Int32) {
      self.tensor = tensor
      self.shape = shape
      self.zeroPoint = zeroPoint
    }
  }

  /// The requantizations of a role, one after the other.
  func requantizations(_ role: StepRequantization.Role) -> [StepRequantization] {
    requantizations.filter { $0.role == role }
  }

  /// The requantization of a role, or `nil`.
  func requantization(_ role: StepRequantization.Role) -> StepRequantization? {
    requantizations.first { $0.role == role }
  }

  /// Whether its result is the sums themselves, of 32 bits.
  package var givesSums: Bool { kernel.hasWeights && requantization(.result) == nil }

  /// Whether an output channel reads every channel of the input.
  package var readsAllChannels: Bool {
    switch kernel {
    case .convolution, .pointwise, .dense: true
    default: false
    }
  }

  /// Whether a row of the output reads only rows of the inputs near it.
  package var isLocalInRows: Bool {
    switch kernel {
    case .permute, .dense: false
    default: true
    }
  }

  /// The channels that tiles are multiples of, except the last.
  func channelMultiple(_ set: InstructionSet) -> Int {
    switch kernel {
    case .softmax, .fixedPointSoftmax: extent.channels
    case .permute: 1
    default: KernelCost.channelMultiple(kernel, set)
    }
  }
}

/// An activation that steps read and write.
package struct StepTensor: Sendable, Equatable {
  /// What a tensor is to the network.
  package enum Role: String, Sendable, CaseIterable {
    case input, output, intermediate
  }

  /// The name of the IR value.
  package var name: String
  package var element: ElementType
  package var shape: MapShape
  package var role: Role
}
