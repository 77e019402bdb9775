/// Finds the tiles that the objective of DORY likes best, to compare with.
///
/// Every buffer that is moved has two copies, a layer that fits as a whole is not cut, and of the
/// tiles that fit those with the largest weighted sum of divisibilities and sizes are taken.
/// ([burrello20] section 4; weights as in its published code for 8 cores and a 4 x 2 kernel)
package struct DORYTiler {
  let model: TileModel

  /// Searches by a model of the step.
  package init(model: TileModel) { self.model = model }

  private var step: KernelStep { model.step }
  private var exact: ExactTiler { ExactTiler(model: model) }

  /// The tiling, or `nil` if not even the smallest tile fits.
  package func best() -> ExactTiler.Choice? {
    let extent = step.extent
    let whole = StepTiling(
      rows: model.mostRows, columns: extent.width, channels: extent.channels,
      order: .channelsOutside)
    if model.bytes(whole) <= model.target.l1Bytes { return choice(whole) }
    var best: (score: Int, tiling: StepTiling)?
    for rows in stride(from: model.mostRows, through: 1, by: -1) {
      for columns in exact.columnSizes {
        for channels in exact.channelSizes {
          let tiling = StepTiling(
            rows: rows, columns: columns, channels: channels, order: .channelsOutside)
          let bytes = model.bytes(tiling)
          guard bytes <= model.target.l1Bytes else { continue }
          let score = step.kernel == .depthwise ? depthwise(tiling, bytes) : other(tiling, bytes)
          if best.map({ score > $0.score }) ?? true { best = (score, tiling) }
        }
      }
    }
    return best.map { choice($0.tiling) }
  }

  private func choice(_ tiling: StepTiling) -> ExactTiler.Choice {
    ExactTiler.Choice(tiling: tiling, cycles: model.cycles(tiling))
  }

  private func other(_ tiling: StepTiling, _ bytes: Int) -> Int {
    let (rows, columns, channels) = (tiling.rows, tiling.columns, tiling.channels)
    let extent = step.extent
    let restOfChannels = (extent.channels - 1) % channels
    let sizes =
      2_000_000 * ((rows - 1) % 8) + 3_000_000 * ((columns - 1) % 2)
      + 1_000_000 * ((channels - 1) % 4) + (columns * rows >= 16 ? 1_000_000 : 0)
    let borders =
      10_000 * restOfChannels + 10_000 * (restOfChannels % 4)
      + 20_000 * (((extent.height - 1) % rows) % 8)
      + 30_000 * (((extent.width - 1) % columns) % 2)
    return sizes + bytes + 100_000 * channels + borders
  }

  private func depthwise(_ tiling: StepTiling, _ bytes: Int) -> Int {
    let (rows, columns, channels) = (tiling.rows, tiling.columns, tiling.channels)
    return (channels > 7 ? 10_000 : 0) + 20_000 * ((channels - 1) % 16)
      + (rows % 4 == 0 ? 10_000 : 0) + bytes + 1000 * columns + 1000 * rows
  }
}
