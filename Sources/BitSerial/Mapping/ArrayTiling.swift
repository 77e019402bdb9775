/// How a layer is cut into tiles for the array of BitVert.
///
/// Output channels are taken in the order in which they are stored, sensitive ones first, as many at a
/// time as the array has rows. A tile is one piece of the filters of such channels and as many output
/// positions of a line as the array has columns. ([bbs24] section 4)
package struct ArrayTiling: Sendable, Hashable {
  /// Along what the weights of a piece lie side by side.
  package enum Direction: String, Sendable, CaseIterable {
    /// Along input channels, at one position of the kernel.
    case channels

    /// Along positions of the kernel, of one input channel.
    case positions
  }

  /// Channels that are worked on with the same number of columns.
  package struct Run: Sendable, Hashable {
    /// The channels, by their place in storage.
    package let channels: Range<Int>

    /// The channels of a tile; the last may have fewer.
    package let rows: Int

    /// The columns of bits of every tile, one a cycle.
    package let columns: Int

    /// The tiles side by side.
    package var tiles: Int { channels.count.dividedRoundingUp(by: rows) }

    /// States a run.
    package init(channels: Range<Int>, rows: Int, columns: Int) {
      self.channels = channels
      self.rows = rows
      self.columns = columns
    }
  }

  /// The cut of a filter into pieces.
  package let split: FilterPieces

  /// The runs, in the order of storage; together they are all channels.
  package let runs: [Run]

  /// The groups of output positions that are computed at once.
  package let windows: Int

  /// The tiles of a layer.
  package init(_ layer: BitSerialLayer, _ geometry: ArrayGeometry) {
    // Groups of pruned weights run along channels, whatever the kernel.
    let direction: Direction =
      layer.prunedColumns == 0 && (layer.isGrouped || layer.kernelArea > layer.filterChannels)
      ? .positions : .channels
    split = FilterPieces(
      direction: direction, depth: layer.filterChannels, positions: layer.kernelArea,
      lanes: geometry.dotProduct)
    let rows = geometry.usedRows(for: layer)
    let sensitive = layer.prunedColumns == 0 ? layer.filters : layer.sensitiveChannels
    // A tile with both kinds of channels takes as long as its sensitive ones.
    let wide = min(layer.filters, sensitive.dividedRoundingUp(by: rows) * rows)
    var runs: [Run] = []
    if wide > 0 { runs.append(Run(channels: 0..<wide, rows: rows, columns: 8)) }
    if wide < layer.filters {
      runs.append(
        Run(channels: wide..<layer.filters, rows: rows, columns: 8 - layer.prunedColumns))
    }
    self.runs = runs
    windows = geometry.passes(for: layer)
  }

  /// States tiles, which may not be those of any layer.
  init(split: FilterPieces, runs: [Run], windows: Int) {
    self.split = split
    self.runs = runs
    self.windows = windows
  }

  /// All tiles.
  package var tiles: Int { split.count * windows * runs.reduce(0) { $0 + $1.tiles } }

  /// The cycles of all tiles, one after the other.
  package var cycles: Int {
    split.count * windows * runs.reduce(0) { $0 + $1.tiles * $1.columns }
  }
}

/// The pieces of a filter that a processing element takes at once.
package struct FilterPieces: Sendable, Hashable {
  /// Along what the weights of a piece lie.
  package let direction: ArrayTiling.Direction

  /// The input channels of a filter.
  package let depth: Int

  /// The positions of the kernel.
  package let positions: Int

  /// The most weights of a piece.
  package let lanes: Int

  /// The lines that pieces are cut from, and the weights of each.
  private var lines: (count: Int, length: Int) {
    direction == .channels ? (positions, depth) : (depth, positions)
  }

  /// The number of pieces.
  package var count: Int { lines.count * lines.length.dividedRoundingUp(by: lanes) }

  /// The number of weights of each piece, in order.
  package var sizes: [Int] {
    let starts = stride(from: 0, to: lines.length, by: lanes)
    let sizes = starts.map { min(lanes, lines.length - $0) }
    return (0..<lines.count).flatMap { _ in sizes }
  }

  /// The position of the kernel and the input channel of each weight of a filter, piece by piece.
  package var places: [(position: Int, channel: Int)] {
    (0..<lines.count).flatMap { line in
      (0..<lines.length).map { direction == .channels ? (line, $0) : ($0, line) }
    }
  }
}
