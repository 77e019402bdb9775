/// The tiles of one stripe of a layer, in the order of its loops.
struct TileWalk {
  /// A tile.
  struct Tile {
    /// The part of the result.
    var box: TileBox

    /// The loops that moved on since the tile before; all of them for the first.
    var hasMovedRows: Bool
    var hasMovedColumns: Bool
    var hasMovedChannels: Bool

    /// Whether its weights are stored and new, so that they are decoded before the kernel.
    var decodes = false

    /// Whether a transfer is due for this tile.
    func needs(_ transfer: PlanTransfer, isFirst: Bool) -> Bool {
      if isFirst { return true }
      return transfer.changes.contains { loop in
        switch loop {
        case .rows: hasMovedRows
        case .columns: hasMovedColumns
        case .channels: hasMovedChannels
        }
      }
    }
  }

  let tiles: [Tile]

  init(_ layer: PlanStep, stripe: Int) {
    let tiling = layer.tiling
    func cut(_ range: Range<Int>, _ size: Int) -> [Range<Int>] {
      stride(from: range.lowerBound, to: range.upperBound, by: max(1, size)).map {
        $0..<min($0 + size, range.upperBound)
      }
    }
    let rows = cut(layer.stripes[stripe]..<layer.stripes[stripe + 1], tiling.rows)
    let columns = cut(0..<layer.step.extent.width, tiling.columns)
    let channels = cut(0..<layer.step.extent.channels, tiling.channels)
    var tiles: [Tile] = []
    tiles.reserveCapacity(rows.count * columns.count * channels.count)
    func add(_ row: Range<Int>, _ column: Range<Int>, _ channel: Range<Int>) {
      let before = tiles.last?.box
      tiles.append(
        Tile(
          box: TileBox(rows: row, columns: column, channels: channel),
          hasMovedRows: before?.rows != row, hasMovedColumns: before?.columns != column,
          hasMovedChannels: before?.channels != channel))
    }
    switch tiling.order {
    case .channelsOutside:
      for channel in channels {
        for row in rows { for column in columns { add(row, column, channel) } }
      }
    case .channelsInside:
      for row in rows {
        for column in columns { for channel in channels { add(row, column, channel) } }
      }
    }
    let stored = layer.transfers.filter { $0.buffer == .stored }
    for index in tiles.indices {
      tiles[index].decodes = stored.contains { tiles[index].needs($0, isFirst: index == 0) }
    }
    self.tiles = tiles
  }
}
