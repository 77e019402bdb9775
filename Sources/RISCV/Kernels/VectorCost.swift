/// The instructions of the kernels for vectors of 128 bits.
enum VectorCost {
  /// The instructions of `core` of `cores`.
  static func instructions(_ tile: KernelTile, core: Int, cores: Int) -> Int {
    let sharing = WorkSharing(tile, cores: cores, .rvv)
    let share = sharing.share(of: core).count
    let depth = Double(tile.depth)
    func vectors(_ channels: Int) -> Double { Double((channels + lanes - 1) / lanes) }
    switch tile.kernel {
    case .convolution, .pointwise:
      let sharesChannels = sharing.unit == .channels
      let groups = Double(sharesChannels ? WorkUnit.pixelQuads.count(tile) : share)
      let parts = vectors(sharesChannels ? share : tile.outputChannels)
      guard parts > 0 else { return call }
      let columns = tile.kernel == .convolution ? 4 * ScalarCost.column(tile) : 0
      return call + Int(groups * (104 + columns + parts * (167 + 15.5 * depth)))
    case .dense: return call + Int(vectors(share) * (50 + 10 * depth))
    case .depthwise:
      let pixels = Double(share) * Double(tile.outputWidth)
      return call + Int(pixels * (19 + vectors(tile.outputChannels) * (72 + 17 * depth)))
    case .add: return call + 2 * share
    case .maxPool, .averagePool, .mul, .concat, .requantize, .requantizeSums, .lookup, .softmax,
      .fixedPointSoftmax, .copy, .permute, .pad:
      return ScalarCost.instructions(tile, core: core, cores: cores)
    }
  }

  /// The 8-bit lanes of a register.
  private static let lanes = 16

  private static let call = 100
}
