/// The instructions of the kernels for vectors of 128 bits.
enum VectorCost {
  /// The instructions of `core` of `cores`.
  static func instructions(_ tile: KernelTile, core: Int, cores: Int) -> Int {
    func share(_ units: Int) -> Double {
      Double(WorkShare(units, core: core, cores: cores).count)
    }
    let vectors = Double((tile.outputChannels + lanes - 1) / lanes)
    let depth = Double(tile.depth)
    switch tile.kernel {
    case .convolution, .pointwise:
      let groups = share((tile.outputPixels + 3) / 4)
      let columns = tile.kernel == .convolution ? 4 * ScalarCost.column(tile) : 0
      return call + Int(groups * (104 + columns + vectors * (167 + 15.5 * depth)))
    case .dense:
      let neurons = WorkShare(tile.outputChannels, core: core, cores: cores).count
      return call + Int(Double((neurons + lanes - 1) / lanes) * (50 + 10 * depth))
    case .depthwise:
      let pixels = share(tile.outputHeight) * Double(tile.outputWidth)
      return call + Int(pixels * (19 + vectors * (72 + 17 * depth)))
    case .add: return call + Int(share(tile.outputElements) * 2)
    case .maxPool, .averagePool, .mul, .concat, .requantize, .lookup, .softmax, .copy, .permute,
      .pad:
      return ScalarCost.instructions(tile, core: core, cores: cores)
    }
  }

  /// The 8-bit lanes of a register.
  private static let lanes = 16

  private static let call = 100
}
