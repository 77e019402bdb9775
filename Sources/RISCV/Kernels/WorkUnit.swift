/// What the cores share of a tile.
package enum WorkUnit: String, Sendable, CaseIterable {
  case pixelPairs = "pixel-pairs"
  case pixelQuads = "pixel-quads"
  case pixels
  case rows
  case channels
  case channelBlocks = "channel-blocks"
  case words
  case elements

  /// The units of a tile of the result.
  func count(_ tile: KernelTile) -> Int {
    switch self {
    case .pixelPairs: (tile.outputPixels + 1) / 2
    case .pixelQuads: (tile.outputPixels + 3) / 4
    case .pixels: tile.outputPixels
    case .rows: tile.outputHeight
    case .channels: tile.outputChannels
    case .channelBlocks: (tile.outputChannels + 3) / 4
    case .words: (tile.outputElements + 3) / 4
    case .elements: tile.outputElements
    }
  }
}
