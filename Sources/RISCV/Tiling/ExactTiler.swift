/// Finds the tiles of a step with the least predicted time.
///
/// Every combination of rows, columns, channels (multiples of what the kernel works on) and loop
/// order that fits into L1 is considered; one is skipped only if a bound shows that it cannot be
/// better than the best so far. Of equal ones that with the larger tiles is taken.
package struct ExactTiler {
  let model: TileModel

  /// Searches by a model of the step.
  package init(model: TileModel) { self.model = model }

  /// What was found.
  package struct Choice {
    package var tiling: StepTiling
    package var cycles: StepCycles
    package var traffic = PlanTraffic()
  }

  private var step: KernelStep { model.step }

  /// Rows and columns of tiles, and a time that no tiling with them is below.
  private struct Place {
    /// The number of places with larger tiles.
    var position: Int
    var rows: Int
    var columns: Int
    var time: Int
  }

  /// The best so far, and the place where it was found.
  private struct Incumbent {
    var choice: Choice?
    var position = 0

    /// The greatest time that is better at a place: an equal one is if tiles are larger there.
    func limit(at place: Place) -> Int {
      guard let choice else { return .max }
      return place.position < position ? choice.cycles.total : choice.cycles.total - 1
    }
  }

  /// The best tiling, or `nil` if not even the smallest tile fits.
  package func best() -> Choice? {
    let sizes = channelSizes
    var best = Incumbent()
    for place in places(sizes) {
      if let found = best.choice, place.time > found.cycles.total { break }
      improve(&best, at: place, sizes)
    }
    return best.choice
  }

  /// The places at which the smallest tile along channels fits, the most promising first.
  private func places(_ sizes: [Int]) -> [Place] {
    guard let smallest = sizes.last else { return [] }
    let columnSizes = columnSizes
    var places: [Place] = []
    for rows in stride(from: model.mostRows, through: 1, by: -1) {
      guard fits(rows, columnSizes.last ?? 1, smallest) else { continue }
      for columns in columnSizes {
        guard fits(rows, columns, smallest) else { continue }
        let time = model.placeBound(rows: rows, columns: columns).time(channelTiles: 1)
        places.append(
          Place(position: places.count, rows: rows, columns: columns, time: time))
      }
    }
    return places.sorted { ($0.time, $0.position) < ($1.time, $1.position) }
  }

  private func improve(_ best: inout Incumbent, at place: Place, _ sizes: [Int]) {
    guard place.time <= best.limit(at: place) else { return }
    let bound = model.placeBound(rows: place.rows, columns: place.columns)
    for channels in sizes[firstFitting(place.rows, place.columns, sizes)...] {
      let count = (step.extent.channels + channels - 1) / channels
      guard bound.time(channelTiles: count) <= best.limit(at: place) else { return }
      for order in orders {
        let tiling = StepTiling(
          rows: place.rows, columns: place.columns, channels: channels, order: order)
        guard model.bytes(tiling) <= model.target.l1Bytes,
          model.lowerBound(tiling) <= best.limit(at: place)
        else { continue }
        let cycles = model.cycles(tiling)
        if cycles.total <= best.limit(at: place) {
          best = Incumbent(
            choice: Choice(tiling: tiling, cycles: cycles), position: place.position)
        }
      }
    }
  }

  /// The orders that differ for a kernel: without a choice of what is reloaded there is one.
  private var orders: [StepTiling.Order] {
    step.readsAllChannels ? StepTiling.Order.allCases : [.channelsOutside]
  }

  /// The sizes of tiles along channels: all of them, and multiples of what the kernel works on.
  package var channelSizes: [Int] {
    let all = step.extent.channels
    guard !model.keepsChannels else { return [all] }
    let parts = stride(
      from: (all - 1) / model.multiple * model.multiple, to: 0, by: -model.multiple)
    return [all] + parts
  }

  /// The sizes of tiles along columns: every number, from the largest.
  var columnSizes: [Int] {
    let least = model.keepsColumns ? step.extent.width : 1
    return Array(stride(from: step.extent.width, through: least, by: -1))
  }

  /// The first size along channels, from the largest, of which one copy of every buffer fits.
  private func firstFitting(_ rows: Int, _ columns: Int, _ sizes: [Int]) -> Int {
    var (low, high) = (0, sizes.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if fits(rows, columns, sizes[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Whether one copy of every buffer fits; if not, no larger tile does either.
  private func fits(_ rows: Int, _ columns: Int, _ channels: Int) -> Bool {
    let tiling = StepTiling(
      rows: rows, columns: columns, channels: channels, order: .channelsOutside)
    return model.fewestBytes(tiling) <= model.target.l1Bytes
  }
}
