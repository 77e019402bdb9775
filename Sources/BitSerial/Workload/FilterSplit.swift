/// How the weights of a filter are cut into pieces that a processing element takes at once.
///
/// Pieces run along channels at one position of the kernel, or, where the kernel has more positions
/// than the filter has channels or filters are grouped, along positions of one channel.
/// Source: the simulator of [bbs24].
struct FilterSplit: Sendable {
  /// Weights at regular distances, from the first weight of their filter.
  struct Piece: Sendable {
    let start: Int
    let stride: Int
    let count: Int
  }

  private let dotProduct: Int
  private let channels: Int
  private let area: Int
  private let runsAlongPositions: Bool

  /// The split of a layer's filters.
  init(of layer: BitSerialLayer, dotProduct: Int) {
    self.dotProduct = dotProduct
    channels = layer.filterChannels
    area = layer.kernelArea
    runsAlongPositions = layer.isGrouped || area > channels
  }

  /// The number of pieces of a filter.
  var pieceCount: Int {
    runsAlongPositions
      ? area.dividedRoundingUp(by: dotProduct) * channels
      : channels.dividedRoundingUp(by: dotProduct) * area
  }

  /// The pieces of a filter, in the order in which they are computed.
  var pieces: [Piece] {
    let (lines, length) = runsAlongPositions ? (channels, area) : (area, channels)
    let (lineStride, stride) = runsAlongPositions ? (area, 1) : (1, area)
    return (0..<lines).flatMap { line in
      Swift.stride(from: 0, to: length, by: dotProduct).map { first in
        Piece(
          start: line * lineStride + first * stride, stride: stride,
          count: min(dotProduct, length - first))
      }
    }
  }
}
