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
    let sharing = WorkSharing(tile, cores: cores, .xpulp)
    let share = sharing.share(of: core).count
    let words = (tile.depth + 3) / 4
    switch tile.kernel {
    case .convolution, .pointwise:
      let sharesBlocks = sharing.unit == .channelBlocks
      let pairs = sharesBlocks ? WorkUnit.pixelPairs.count(tile) : share
      let blocks = sharesBlocks ? share : WorkUnit.channelBlocks.count(tile)
      // A word of a column takes a load and a store.
      let columns = tile.kernel == .convolution ? 4 * words : 0
      // Pixels that do not begin at a word are read byte by byte.
      let isAligned = tile.kernel == .convolution || tile.depth.isMultiple(of: 4)
      return pairs * (columns + blocks * ((isAligned ? 14 : 32) * words + 85))
    case .dense: return share * (9 * words + 60)
    case .depthwise: return share * tile.outputPixels * (12 + 3 * words)
    case .maxPool, .averagePool, .add, .mul, .concat, .requantize, .requantizeSums, .lookup,
      .softmax, .fixedPointSoftmax, .copy, .permute, .pad:
      return ScalarCost.instructions(tile, core: core, cores: cores)
    }
  }
}
