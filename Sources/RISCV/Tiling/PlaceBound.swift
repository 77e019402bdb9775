extension TileModel {
  /// What no tiling with so many rows and columns is below.
  ///
  /// The DMA engine takes no less for the parts of a tile than for the whole. Kernels take no less
  /// than for each channel at their best rate and for each tile a call with its barriers.
  func placeBound(rows: Int, columns: Int) -> PlaceBound {
    let all = step.extent.channels
    let columns = self.columns(columns)
    let readsAll = step.readsAllChannels
    var bound = PlaceBound()
    for stripe in self.rows(rows).stripes {
      var (tile, work, transfers) = (0.0, 0.0, table)
      for row in stripe.classes {
        for column in columns.classes {
          let count = row.count * column.count
          let least = leastCompute(row.output, column.output)
          tile += Double(count) * (least.call + Double(2 * target.barrierCycles))
          work += Double(count) * least.rate * Double(all)
          transfers +=
            count * (load(row, column, all) + store(row.output, column.output, all))
        }
      }
      let firstLoad = readsAll ? load(stripe.tiles[0], columns.tiles[0], all) : 0
      bound.stripes.append(
        .init(
          repetitions: stripe.repetitions, tile: tile, work: work, edge: firstLoad + table,
          transfers: transfers))
    }
    return bound
  }
}

/// A bound for tilings with given rows and columns, by the number of tiles along channels.
struct PlaceBound {
  /// What the tiles of a stripe take at least.
  struct Stripe {
    var repetitions: Int
    /// Cycles of kernels for each tile along channels, and for all channels.
    var tile: Double
    var work: Double
    /// Cycles before the first kernel.
    var edge: Int
    /// Cycles of the DMA engine.
    var transfers: Int
  }

  var stripes: [Stripe] = []

  /// The bound; it grows with the number of tiles.
  func time(channelTiles: Int) -> Int {
    stripes.reduce(0) { sum, stripe in
      let computing = Int(Double(channelTiles) * stripe.tile + stripe.work) + stripe.edge
      return sum + stripe.repetitions * max(computing, stripe.transfers)
    }
  }
}
