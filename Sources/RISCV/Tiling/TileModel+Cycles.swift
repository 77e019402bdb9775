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

  /// The time of one stripe.
  private func cycles(
    _ rows: [TileClass], _ columns: [TileClass], _ channels: [Int], _ order: StepTiling.Order
  ) -> StepCycles {
    var timeline = Timeline()
    let loadsInputsOnce = step.readsAllChannels && rows.count * columns.count == 1
    switch order {
    case .channelsOutside:
      for (index, channel) in channels.enumerated() {
        var constants = constants(channel).cycles + (index == 0 ? table : 0)
        for row in rows {
          for column in columns {
            let inputs = loadsInputsOnce && index > 0 ? 0 : load(row, column, channel)
            timeline.add(
              load: inputs + constants, compute: compute(row.output, column.output, channel),
              store: store(row.output, column.output, channel))
            constants = 0
          }
        }
      }
    case .channelsInside:
      var isFirst = true
      for row in rows {
        for column in columns {
          for (index, channel) in channels.enumerated() {
            let inputs = step.readsAllChannels && index > 0 ? 0 : load(row, column, channel)
            let constants = isFirst || channels.count > 1 ? constants(channel).cycles : 0
            timeline.add(
              load: inputs + constants + (isFirst ? table : 0),
              compute: compute(row.output, column.output, channel),
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

  /// What no tiling with so many rows, and columns if given, is below.
  ///
  /// The DMA engine takes no less for the parts of a tile than for the whole, and every part has its
  /// barriers. Of kernels nothing is assumed: one with an even number of pixels may be faster than
  /// half of one with an odd number.
  func placeBound(rows: Int, columns: Int?) -> PlaceBound {
    let all = step.extent.channels
    let columns = self.columns(columns ?? step.extent.width)
    var bound = PlaceBound(overhead: overhead)
    for stripe in self.rows(rows).stripes {
      var (computing, transfers) = (0, 0)
      for row in stripe.classes {
        for column in columns.classes {
          let count = row.count * column.count
          computing += count * overhead
          transfers +=
            count * (load(row, column, all) + store(row.output, column.output, all))
        }
      }
      bound.stripes.append(
        .init(
          repetitions: stripe.repetitions, places: stripe.tiles.count * columns.tiles.count,
          computing: computing, transfers: transfers))
    }
    return bound
  }
}

/// A bound for tilings with given rows and columns, by the number of tiles along channels.
struct PlaceBound {
  /// What tiles with all channels take in a stripe at least.
  struct Stripe {
    var repetitions: Int
    var places: Int
    var computing: Int
    var transfers: Int
  }

  /// What each further tile adds to computing.
  let overhead: Int
  var stripes: [Stripe] = []

  init(overhead: Int) { self.overhead = overhead }

  /// The bound; it grows with the number of tiles.
  func time(channelTiles: Int) -> Int {
    stripes.reduce(0) { sum, stripe in
      let further = (channelTiles - 1) * stripe.places * overhead
      return sum + stripe.repetitions * max(stripe.computing + further, stripe.transfers)
    }
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
