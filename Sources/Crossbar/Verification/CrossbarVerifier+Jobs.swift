import Basic

extension CrossbarVerifier {
  /// Every tile has its job, which reads and writes what belongs to it. (v5, v6, v7)
  mutating func checkJobs() {
    var jobsOfTiles = plan.arrays.map { [Int](repeating: 0, count: $0.tiles.count) }
    for (index, job) in plan.jobs.enumerated() {
      jobsOfTiles[job.array][job.tile] += 1
      let placed = plan.arrays[job.array].tiles[job.tile]
      guard placed.tile.layer == job.layer, placed.rectangle == job.rectangle,
        let mapping = plan.layers[job.layer].mapping
      else {
        report(.crossbarV5, "job \(index): its layer or rectangle is not that of its tile")
        continue
      }
      checkReads(index, job, placed.tile, mapping)
      checkWrites(index, job, placed.tile, mapping)
      checkRegisters(index, job, placed, mapping)
    }
    for (array, counts) in jobsOfTiles.enumerated() {
      for (tile, count) in counts.enumerated() where count != 1 {
        report(.crossbarV5, "array \(array): tile \(tile) has \(count) jobs")
      }
    }
  }

  /// What a replay does not use: lengths of loops, and converters unless they are lossy. (v12, v13)
  private mutating func checkRegisters(
    _ index: Int, _ job: PlanJob, _ placed: PlanArray.PlacedTile, _ mapping: LayerMapping
  ) {
    let expected = CrossbarJobs(mapping: mapping, target: plan.target).job(
      placed, array: job.array, tile: job.tile)
    for (name, stated, planned) in [
      ("alpha in", job.alphaIn, expected.alphaIn), ("beta in", job.betaIn, expected.betaIn),
      ("alpha out", job.alphaOut, expected.alphaOut), ("beta out", job.betaOut, expected.betaOut),
    ] where stated.length != planned.length {
      report(
        .crossbarV12, "job \(index): \(name) has \(stated.length) steps, not \(planned.length)")
    }
    guard (job.adcLow, job.adcHigh) != (expected.adcLow, expected.adcHigh) else { return }
    let text: (Double) -> String = NumberText.shortest
    report(
      .crossbarV13,
      "job \(index): the converter has the range -\(text(job.adcLow)) to \(text(job.adcHigh)), "
        + "not -\(text(expected.adcLow)) to \(text(expected.adcHigh))")
  }

  private mutating func checkReads(
    _ index: Int, _ job: PlanJob, _ tile: WeightTile, _ mapping: LayerMapping
  ) {
    let (map, channels) = (mapping.map, mapping.groupChannels)
    guard job.gather.rows == tile.rows else {
      report(.crossbarV6, "job \(index): it gathers rows \(job.gather.rows), not \(tile.rows)")
      return
    }
    for row in tile.rows {
      let expected = map.rowOffset(row, groupChannels: channels)
      guard job.gather.offset(row) == expected else {
        report(
          .crossbarV6,
          "job \(index): row \(row) reads \(job.gather.offset(row)) bytes from the pixel's first "
            + "input, not \(expected)")
        return
      }
    }
    guard job.count == map.pixels else {
      report(.crossbarV7, "job \(index): \(job.count) repetitions for \(map.pixels) pixels")
      return
    }
    let addresses = PlanJob.addresses(
      from: job.source, alpha: job.alphaIn, beta: job.betaIn, count: job.count)
    let base = tile.group * channels
    for (pixel, address) in addresses.enumerated()
    where address != base + map.pixelOffset(pixel) {
      report(
        .crossbarV6,
        "job \(index): repetition \(pixel) reads from byte \(address), not "
          + "\(base + map.pixelOffset(pixel))")
      return
    }
  }

  private mutating func checkWrites(
    _ index: Int, _ job: PlanJob, _ tile: WeightTile, _ mapping: LayerMapping
  ) {
    guard job.count == mapping.map.pixels else { return }
    let columns = mapping.columnCount
    let base = mapping.firstColumn(ofGroup: tile.group) + tile.columns.lowerBound
    let addresses = PlanJob.addresses(
      from: job.destination, alpha: job.alphaOut, beta: job.betaOut, count: job.count)
    for (pixel, address) in addresses.enumerated() where address != base + pixel * columns {
      report(
        .crossbarV7,
        "job \(index): repetition \(pixel) writes to word \(address), not "
          + "\(base + pixel * columns)")
      return
    }
  }
}
