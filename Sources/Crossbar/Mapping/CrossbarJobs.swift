/// Fills the registers of the accelerator for the tiles of a layer.
struct CrossbarJobs: Sendable {
  /// How the layer is computed.
  let mapping: LayerMapping

  /// The target.
  let target: CrossbarTarget

  /// The jobs of one tile.
  func job(_ placed: PlanArray.PlacedTile, array: Int, tile: Int) -> PlanJob {
    let map = mapping.map
    let columns = mapping.columnCount
    let step = map.strideX * map.channels
    // The last step of a row goes from its last pixel to the first of the next row.
    let nextRow = map.strideY * map.width * map.channels - (map.outputWidth - 1) * step
    let range = target.adcFullScale * Double(placed.tile.rows.count)
    return PlanJob(
      layer: placed.tile.layer, array: array, tile: tile, rectangle: placed.rectangle,
      source: placed.tile.group * mapping.groupChannels, gather: gather(placed.tile.rows),
      count: map.pixels, alphaIn: .init(length: map.outputWidth - 1, stride: step),
      betaIn: .init(length: max(1, map.outputHeight - 1), stride: nextRow),
      destination: mapping.firstColumn(ofGroup: placed.tile.group)
        + placed.tile.columns.lowerBound,
      alphaOut: .init(length: map.outputWidth - 1, stride: columns),
      betaOut: .init(length: max(1, map.outputHeight - 1), stride: columns), adcLow: range,
      adcHigh: range)
  }

  /// The gather of some rows of the matrix.
  private func gather(_ rows: Range<Int>) -> PlanJob.Gather {
    let map = mapping.map
    let rowBytes = map.dilationY * map.width * map.channels
    // Neighbouring taps are contiguous only if all channels are read and none is skipped.
    if mapping.groups == 1, map.dilationX == 1 {
      return PlanJob.Gather(
        rows: rows, line: map.kernelWidth * map.channels, lines: map.kernelHeight,
        lineStride: rowBytes, rollStride: 0)
    }
    return PlanJob.Gather(
      rows: rows, line: mapping.groupChannels, lines: map.kernelWidth,
      lineStride: map.dilationX * map.channels, rollStride: rowBytes)
  }
}
