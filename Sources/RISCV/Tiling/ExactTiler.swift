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
  }

  private var step: KernelStep { model.step }

  /// The best tiling, or `nil` if not even the smallest tile fits.
  package func best() -> Choice? {
    var best: Choice?
    let extent = step.extent
    let channelSizes = self.channelSizes
    guard let smallest = channelSizes.last else { return nil }
    for rows in stride(from: model.mostRows, through: 1, by: -1) {
      guard fits(rows, 1, smallest) else { continue }
      if let best,
        model.placeBound(rows: rows, columns: nil).time(channelTiles: 1) >= best.cycles.total
      {
        continue
      }
      for columns in stride(from: extent.width, through: 1, by: -1) {
        guard fits(rows, columns, smallest) else { continue }
        let bound = model.placeBound(rows: rows, columns: columns)
        for index in firstFitting(rows, columns, channelSizes)..<channelSizes.count {
          let channels = channelSizes[index]
          let count = (extent.channels + channels - 1) / channels
          if let best, bound.time(channelTiles: count) >= best.cycles.total { break }
          for order in orders {
            let tiling = StepTiling(
              rows: rows, columns: columns, channels: channels, order: order)
            guard model.bytes(tiling) <= model.target.l1Bytes else { continue }
            if let best, model.lowerBound(tiling) >= best.cycles.total { continue }
            let cycles = model.cycles(tiling)
            if best.map({ cycles.total < $0.cycles.total }) ?? true {
              best = Choice(tiling: tiling, cycles: cycles)
            }
          }
        }
      }
    }
    return best
  }

  /// The orders that differ for a kernel: without a choice of what is reloaded there is one.
  private var orders: [StepTiling.Order] {
    step.readsAllChannels ? StepTiling.Order.allCases : [.channelsOutside]
  }

  /// The sizes of tiles along channels: all of them, and multiples of what the kernel works on.
  package var channelSizes: [Int] {
    let all = step.extent.channels
    let parts = stride(
      from: (all - 1) / model.multiple * model.multiple, to: 0, by: -model.multiple)
    return [all] + parts
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
