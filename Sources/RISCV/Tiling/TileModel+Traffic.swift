extension TileModel {
  /// The bytes that a tiling moves.
  func traffic(_ tiling: StepTiling) -> PlanTraffic {
    var traffic = PlanTraffic()
    let channels = channels(tiling.channels)
    let columns = columns(tiling.columns).tiles
    let all = step.extent.channels
    for stripe in rows(tiling.rows).stripes {
      let places = stripe.tiles.count * columns.count
      var read = 0
      var written = 0
      for row in stripe.tiles {
        for column in columns {
          if output.level == .l2 {
            written += row.output * column.output * all * output.shape.elementBytes
          }
          if step.kernel == .permute {
            read += row.output * column.output
            continue
          }
          for map in inputs where map.level == .l2 {
            read +=
              row.input * column.input * (step.readsAllChannels ? map.shape.channels : all)
              * map.shape.elementBytes
          }
        }
      }
      let isReloaded =
        step.readsAllChannels && tiling.order == .channelsOutside && places > 1
      let repeatsConstants =
        tiling.order == .channelsInside && channels.count > 1 ? places : 1
      let constants = constantBytes(tiling.channels)
      traffic += PlanTraffic(
        loaded: stripe.repetitions * read * (isReloaded ? channels.count : 1),
        stored: stripe.repetitions * written,
        constants: stripe.repetitions * (constants * repeatsConstants + step.tableBytes))
    }
    return traffic
  }
}
