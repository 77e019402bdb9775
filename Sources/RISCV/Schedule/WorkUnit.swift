/// What the cores share of a tile.
package enum WorkUnit: String, Sendable, CaseIterable {
  case pixelPairs = "pixel-pairs"
  case channels
  case channelBlocks = "channel-blocks"
  case rows
  case pixels
  case elements

  /// The unit of a kernel.
  init(_ kernel: Kernel) {
    switch kernel {
    case .convolution, .pointwise: self = .pixelPairs
    case .depthwise: self = .channels
    case .dense: self = .channelBlocks
    case .maxPool, .averagePool: self = .rows
    case .softmax: self = .pixels
    case .add, .mul, .concat, .requantize, .lookup, .copy, .permute, .pad: self = .elements
    }
  }

  /// The units of a tile of the result.
  func count(_ tile: MapShape) -> Int {
    switch self {
    case .pixelPairs: (tile.height * tile.width + 1) / 2
    case .channels: tile.channels
    case .channelBlocks: (tile.channels + 3) / 4
    case .rows: tile.height
    case .pixels: tile.height * tile.width
    case .elements: tile.byteCount
    }
  }
}
