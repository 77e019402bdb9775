import Basic

/// What a kernel costs on a tile: instructions, cycles and memory.
package enum KernelCost {
  /// The instructions that `core` of `cores` executes for its share of the tile.
  package static func instructions(
    _ tile: KernelTile, core: Int, cores: Int, _ set: InstructionSet
  ) -> Int {
    switch set {
    case .rv32im: ScalarCost.instructions(tile, core: core, cores: cores)
    case .rvv: ScalarCost.instructions(tile, core: core, cores: cores) / vectorGain(tile.kernel)
    case .xpulp: ClusterCost.instructions(tile, core: core, cores: cores)
    }
  }

  /// The cycles until the last core has done its share.
  ///
  /// An instruction takes one cycle; on several cores that share the banks of L1 5 % are added for
  /// conflicts.
  package static func cycles(_ tile: KernelTile, cores: Int, _ set: InstructionSet) -> Cycles {
    let slowest = (0..<cores).map { instructions(tile, core: $0, cores: cores, set) }.max() ?? 0
    return Cycles(Double(slowest) * (cores > 1 ? bankConflictFactor : 1))
  }

  /// The bytes of scratch memory in L1 that a call needs.
  package static func scratch(_ tile: KernelTile, cores: Int, _ set: InstructionSet) -> Bytes {
    switch tile.kernel {
    case .convolution:
      // Two columns for each core, each of whole words.
      Bytes(2 * cores * (tile.depth + 3) / 4 * 4)
    case .depthwise:
      // One row of padding.
      Bytes((tile.inputWidth * tile.inputChannels + 3) / 4 * 4)
    case .pointwise, .dense, .maxPool, .averagePool, .add, .mul, .concat, .requantize, .lookup,
      .softmax, .copy, .permute, .pad:
      Bytes(0)
    }
  }

  /// The bytes of the packed weights of a tile, without the parameters of its channels.
  package static func weights(_ tile: KernelTile, _ set: InstructionSet) -> Bytes {
    guard tile.kernel.hasWeights else { return Bytes(0) }
    switch (tile.kernel, set) {
    case (.convolution, .rv32im), (.pointwise, .rv32im):
      // Two channels share a word; blocks have four.
      return Bytes((tile.outputChannels + 3) / 4 * 4 * tile.depth * 2)
    case (.depthwise, _): return Bytes(tile.outputChannels * tile.depth)
    default: return Bytes((tile.outputChannels + 3) / 4 * 4 * ((tile.depth + 3) / 4 * 4))
    }
  }

  /// The bytes of bias, multiplier, addend and shift of the channels of a tile.
  package static func parameters(_ tile: KernelTile, _ set: InstructionSet) -> Bytes {
    guard tile.kernel.hasWeights else { return Bytes(0) }
    let channels =
      tile.kernel == .depthwise ? tile.outputChannels : (tile.outputChannels + 3) / 4 * 4
    return Bytes(parameterBytes * channels)
  }

  /// The number of channels whose multiples make full use of the kernel.
  package static func channelMultiple(_ kernel: Kernel, _ set: InstructionSet) -> Int {
    switch kernel {
    case .convolution, .pointwise, .dense: 4
    case .depthwise, .maxPool, .averagePool, .add, .mul, .concat, .requantize, .lookup, .softmax,
      .copy, .permute, .pad:
      set == .rvv ? 16 : 1
    }
  }

  /// The bytes of the parameters of one channel.
  package static let parameterBytes = 16

  /// What conflicts in the banks of a shared L1 add.
  package static let bankConflictFactor = 1.05

  /// How many times fewer instructions vectors of 128 bits take.
  private static func vectorGain(_ kernel: Kernel) -> Int {
    switch kernel {
    case .softmax, .permute: 1
    case .convolution, .pointwise, .depthwise, .dense, .maxPool, .averagePool, .add, .mul, .concat,
      .requantize, .lookup, .copy, .pad:
      4
    }
  }
}
