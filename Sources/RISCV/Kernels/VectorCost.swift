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
      let columns = tile.kernel == .convolution ? 4 * (80 + 1.3 * depth) : 0
      return call + Int(groups * (90 + columns + vectors * (130 + 15.5 * depth)))
    case .dense:
      let neurons = WorkShare(tile.outputChannels, core: core, cores: cores).count
      return call + Int(Double((neurons + lanes - 1) / lanes) * (60 + 11 * depth))
    case .depthwise:
      let pixels = share(tile.outputHeight) * Double(tile.outputWidth)
      return call + Int(pixels * (20 + vectors * (60 + 17 * depth)))
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
