extension TileModel {
  /// The time of a tiling by the model of the double-buffered loop.
  package func cycles(_ tiling: StepTiling) -> StepCycles {
    var sum = StepCycles()
    let (columns, channels) = (columns(tiling.columns).tiles, channels(tiling.channels))
    for stripe in rows(tiling.rows).stripes {
      let one = cycles(stripe.tiles, columns, channels, tiling.order)
      sum += StepCycles(
        compute: one.compute * stripe.repetitions, transfers: one.transfers * stripe.repetitions,
        total: one.total * stripe.repetitions)
    }
    return sum
  }

  /// The time that decoding stored weights takes of it.
  func decodingCycles(_ tiling: StepTiling) -> Int {
    let channels = channels(tiling.channels)
    let once = channels.reduce(0) { $0 + constants($1).decoding }
    let columns = columns(tiling.columns).tiles.count
    let isRepeated = tiling.order == .channelsInside && channels.count > 1
    return rows(tiling.rows).stripes.reduce(0) {
      $0 + $1.repetitions * once * (isRepeated ? $1.tiles.count * columns : 1)
    }
  }

  /// The time of one stripe.
  private func cycles(
    _ rows: [TileClass], _ columns: [TileClass], _ channels: [Int], _ order: StepTiling.Order
  ) -> StepCycles {
    var timeline = Timeline()
    let loadsInputsOnce = step.readsAllChannels && rows.count * columns.count == 1
    switch order {
    case .channelsOutside:
      for (index, channel) in channels.enumerated() {
        let sizes = self.constants(channel)
        var constants = sizes.cycles + (index == 0 ? table : 0)
        var decoding = sizes.decoding
        for row in rows {
          for column in columns {
            let inputs = loadsInputsOnce && index > 0 ? 0 : load(row, column, channel)
            timeline.add(
              load: inputs + constants,
              compute: compute(row.output, column.output, channel) + decoding,
              store: store(row.output, column.output, channel))
            (constants, decoding) = (0, 0)
          }
        }
      }
    case .channelsInside:
      var isFirst = true
      for row in rows {
        for column in columns {
          for (index, channel) in channels.enumerated() {
            let inputs = step.readsAllChannels && index > 0 ? 0 : load(row, column, channel)
            let sizes = self.constants(channel)
            let isNew = isFirst || channels.count > 1
            timeline.add(
              load: inputs + (isNew ? sizes.cycles : 0) + (isFirst ? table : 0),
              compute: compute(row.output, column.output, channel) + (isNew ? sizes.decoding : 0),
              store: store(row.output, column.output, channel))
            isFirst = false
          }
        }
      }
    }
    return timeline.finished
  }

  /// A time that no tiling of these sizes is below, found without walking over the tiles.
  ///
  /// The cores compute every tile, and the first load and the last store of a stripe overlap with
  /// nothing; and the DMA engine does one transfer after the other.
  package func lowerBound(_ tiling: StepTiling) -> Int {
    let columns = columns(tiling.columns)
    let sizes = ChannelClasses(step.extent.channels, size: tiling.channels)
    var bound = 0
    for stripe in rows(tiling.rows).stripes {
      bound += stripe.repetitions * self.bound(stripe, columns, sizes, tiling.order)
    }
    return bound
  }

  private func bound(
    _ stripe: RowTiles.Stripe, _ columns: ColumnTiles, _ sizes: ChannelClasses,
    _ order: StepTiling.Order
  ) -> Int {
    let places = stripe.tiles.count * columns.tiles.count
    let readsAll = step.readsAllChannels
    let reloads = order == .channelsOutside && places > 1 ? sizes.count : 1
    var (computing, transfers) = (0, table)
    for row in stripe.classes {
      for column in columns.classes {
        var (compute, transfer) = (0, 0)
        sizes.forEach { channels, times in
          compute += times * self.compute(row.output, column.output, channels)
          transfer += times * store(row.output, column.output, channels)
          if !readsAll { transfer += times * load(row, column, channels) }
        }
        if readsAll { transfer += load(row, column, 0) * reloads }
        computing += row.count * column.count * compute
        transfers += row.count * column.count * transfer
      }
    }
    let repeats = order == .channelsInside && sizes.count > 1 ? places : 1
    sizes.forEach { channels, times in transfers += times * constants(channels).cycles * repeats }
    let (first, last) = (stripe.tiles[0], stripe.tiles[stripe.tiles.count - 1])
    let (start, end) = (columns.tiles[0], columns.tiles[columns.tiles.count - 1])
    let edges =
      load(first, start, sizes.size) + constants(sizes.size).cycles + table
      + store(last.output, end.output, sizes.last)
    return max(computing + edges, transfers)
  }
}

/// The sizes of tiles along channels and how many there are of each: whole ones, and a last one.
private struct ChannelClasses {
  let size: Int
  let whole: Int
  let rest: Int

  init(_ channels: Int, size: Int) {
    self.size = size
    (whole, rest) = channels.quotientAndRemainder(dividingBy: size)
  }

  /// The number of tiles, and the size of the last.
  var count: Int { whole + (rest > 0 ? 1 : 0) }
  var last: Int { rest > 0 ? rest : size }

  @inline(__always)
  func forEach(_ body: (_ channels: Int, _ times: Int) -> Void) {
    body(size, whole)
    if rest > 0 { body(rest, 1) }
  }
}

/// The double-buffered loop, tile by tile.
struct Timeline {
  private var sum = StepCycles()
  /// The compute time of the last tile, and the store of the one before it.
  private var computing: Int?
  private var storeBefore = 0
  private var lastStore = 0

  /// Adds the next tile.
  mutating func add(load: Int, compute: Int, store: Int) {
    sum.compute += compute
    sum.transfers += load + store
    if let computing {
      sum.total += max(computing, load + storeBefore)
    } else {
      sum.total += load
    }
    computing = compute
    storeBefore = lastStore
    lastStore = store
  }

  /// The sum, with the end of the last tile.
  var finished: StepCycles {
    var sum = sum
    if let computing { sum.total += max(computing, storeBefore) + lastStore }
    return sum
  }
}
