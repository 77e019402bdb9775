import Basic

/// What a kernel costs on a tile: instructions, cycles and memory.
package enum KernelCost {
  /// The instructions that `core` of `cores` executes for its share of the tile.
  package static func instructions(
    _ tile: KernelTile, core: Int, cores: Int, _ set: InstructionSet
  ) -> Int {
    switch set {
    case .rv32im: ScalarCost.instructions(tile, core: core, cores: cores)
    case .rvv: VectorCost.instructions(tile, core: core, cores: cores)
    case .xpulp: ClusterCost.instructions(tile, core: core, cores: cores)
    }
  }

  /// The cycles until the last core has done its share.
  ///
  /// No core has a larger share than the first. An instruction takes one cycle; on several cores
  /// that share the banks of L1 5 % are added for conflicts.
  package static func cycles(_ tile: KernelTile, cores: Int, _ set: InstructionSet) -> Cycles {
    let slowest = instructions(tile, core: 0, cores: cores, set)
    return Cycles(Double(slowest) * (cores > 1 ? bankConflictFactor : 1))
  }

  /// The bytes of scratch memory in L1 that a call needs.
  package static func scratch(_ tile: KernelTile, cores: Int, _ set: InstructionSet) -> Bytes {
    switch (tile.kernel, set) {
    case (.convolution, .rvv): Bytes(4 * cores * words(tile.depth))
    case (.convolution, _): Bytes(2 * cores * words(tile.depth))
    case (.depthwise, .rv32im), (.depthwise, .xpulp):
      // One row of padding.
      Bytes(words(tile.inputWidth * tile.inputChannels))
    default: Bytes(0)
    }
  }

  /// The bytes of the packed weights of a tile, without the parameters of its channels.
  package static func weights(_ tile: KernelTile, _ set: InstructionSet) -> Bytes {
    guard tile.kernel.hasWeights else { return Bytes(0) }
    let blocks = (tile.outputChannels + 3) / 4
    switch (tile.kernel, set) {
    case (.depthwise, _), (.dense, .rvv): return Bytes(tile.outputChannels * tile.depth)
    case (.dense, .rv32im): return Bytes(4 * blocks * tile.depth)
    case (_, .rv32im): return Bytes(4 * blocks * (1 + (tile.run > 1 ? 2 : 1) * tile.depth))
    case (_, .rvv): return Bytes(4 + tile.outputChannels * tile.depth)
    case (_, .xpulp): return Bytes(4 * blocks * words(tile.depth))
    }
  }

  /// The bytes of bias, multiplier, addend and shift of the channels of a tile.
  package static func parameters(_ tile: KernelTile, _ set: InstructionSet) -> Bytes {
    guard tile.kernel.hasParameters else { return Bytes(0) }
    let isExact = tile.kernel == .depthwise || tile.kernel == .requantizeSums || set == .rvv
    return Bytes(
      parameterBytes * (isExact ? tile.outputChannels : (tile.outputChannels + 3) / 4 * 4))
  }

  /// A number of bytes, rounded up to whole words.
  private static func words(_ bytes: Int) -> Int { (bytes + 3) / 4 * 4 }

  /// The number of channels whose multiples make full use of the kernel.
  package static func channelMultiple(_ kernel: Kernel, _ set: InstructionSet) -> Int {
    switch kernel {
    case .convolution, .pointwise, .dense: 4
    case .depthwise, .maxPool, .averagePool, .add, .mul, .concat, .requantize, .requantizeSums,
      .lookup, .softmax, .fixedPointSoftmax, .copy, .permute, .pad:
      set == .rvv ? 16 : 1
    }
  }

  /// The bytes of the parameters of one channel.
  package static let parameterBytes = 16

  /// What conflicts in the banks of a shared L1 add.
  package static let bankConflictFactor = 1.05
}
