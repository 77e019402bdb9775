/// The instructions of the portable kernels on RV32IM.
enum ScalarCost {
  /// The instructions of `core` of `cores`.
  static func instructions(_ tile: KernelTile, core: Int, cores: Int) -> Int {
    call + Int(body(tile, core: core, cores: cores))
  }

  /// The instructions of a call that has nothing to do.
  private static let call = 60

  private static func body(_ tile: KernelTile, core: Int, cores: Int) -> Double {
    func share(_ units: Int) -> Double {
      Double(WorkShare(units, core: core, cores: cores).count)
    }
    let channels = Double(tile.outputChannels)
    let depth = Double(tile.depth)
    switch tile.kernel {
    case .convolution, .pointwise:
      let pairs = share((tile.outputPixels + 1) / 2)
      let columns = tile.kernel == .convolution ? 2 * depth : 0
      return pairs * (columns + (channels / 4).rounded(.up) * (120 + 8 * depth * product(tile.run)))
    case .depthwise:
      return share(tile.outputChannels) * Double(tile.outputPixels) * (15 + 2.6 * depth)
    case .dense: return share((tile.outputChannels + 3) / 4) * (80 + 13 * depth)
    case .maxPool, .averagePool:
      return share(tile.outputHeight) * Double(tile.outputWidth) * channels * (10 + 4 * depth)
    case .add: return share(tile.outputElements) * 18
    case .mul: return share(tile.outputElements) * 14
    case .requantize, .lookup: return share(tile.outputElements) * 4.5
    case .concat, .copy, .pad: return share(tile.outputElements) * 1.5
    case .permute: return share(tile.outputElements) * 6
    case .softmax: return share(tile.outputPixels) * channels * 260
    }
  }

  /// The instructions of a product in the 4x2 block: loads, products and sums, a loop of `run`
  /// steps, and three instructions a pair of sums after each run.
  private static func product(_ run: Int) -> Double { 1.5 + 2 / Double(run) }
}
