/// The instructions of the kernels for cores with SIMD of four bytes.
///
/// The 4x2 block takes 14 instructions for 32 products, eight dot products and six loads, and 85
/// instructions around them. ([garofalo19] section 4)
enum ClusterCost {
  /// The instructions of `core` of `cores`.
  static func instructions(_ tile: KernelTile, core: Int, cores: Int) -> Int {
    call + body(tile, core: core, cores: cores)
  }

  private static let call = 60

  private static func body(_ tile: KernelTile, core: Int, cores: Int) -> Int {
    func share(_ units: Int) -> Int { WorkShare(units, core: core, cores: cores).count }
    let words = (tile.depth + 3) / 4
    let blocks = (tile.outputChannels + 3) / 4
    switch tile.kernel {
    case .convolution:
      // A word of a column takes a load and a store.
      return share((tile.outputPixels + 1) / 2) * (4 * words + blocks * (14 * words + 85))
    case .pointwise: return share((tile.outputPixels + 1) / 2) * blocks * (14 * words + 85)
    case .dense: return share(blocks) * (9 * words + 60)
    case .depthwise:
      return share(tile.outputChannels) * tile.outputPixels * (12 + 3 * words)
    case .maxPool, .averagePool, .add, .mul, .concat, .requantize, .lookup, .softmax, .copy,
      .permute, .pad:
      return ScalarCost.instructions(tile, core: core, cores: cores)
    }
  }
}
