/// The weights that the array holds at once: one piece of each of some filters.
struct WeightTile {
  private let weights: UnsafeBufferPointer<Int8>
  private let filters: Range<Int>
  private let filterSize: Int
  private let piece: FilterSplit.Piece

  /// The largest of a number for each row of the tile, which is what the array waits for.
  func largestOfRows(_ number: (Row) -> Int) -> Int {
    var largest = 0
    for filter in filters {
      let row = Row(weights: weights, start: filter * filterSize + piece.start, piece: piece)
      largest = max(largest, number(row))
    }
    return largest
  }

  /// The weights of one output channel.
  struct Row {
    fileprivate let weights: UnsafeBufferPointer<Int8>
    fileprivate let start: Int
    fileprivate let piece: FilterSplit.Piece

    /// Calls `body` with each weight.
    @inline(__always)
    func forEach(_ body: (Int8) -> Void) {
      for lane in 0..<piece.count { body(weights[start + lane * piece.stride]) }
    }
  }

  /// The compute cycles of a layer, whose weights decide the cycles of each tile.
  ///
  /// - Parameters:
  ///   - weights: all weights of the layer; there must be as many as it has.
  ///   - cycles: the cycles of one tile.
  static func computeCycles(
    of layer: BitSerialLayer, weights: [Int8], on geometry: ArrayGeometry,
    cycles: (WeightTile) -> Int
  ) -> Double {
    precondition(weights.count == layer.weightCount)
    let pieces = FilterSplit(of: layer, dotProduct: geometry.dotProduct).pieces
    let rows = geometry.usedRows(for: layer)
    var sum = 0
    weights.withUnsafeBufferPointer { weights in
      for first in stride(from: 0, to: layer.filters, by: rows) {
        for piece in pieces {
          sum += cycles(
            WeightTile(
              weights: weights, filters: first..<min(first + rows, layer.filters),
              filterSize: layer.filterChannels * layer.kernelArea, piece: piece))
        }
      }
    }
    return Double(sum) * Double(geometry.passes(for: layer))
  }
}
