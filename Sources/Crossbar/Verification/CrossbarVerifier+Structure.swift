import Basic

extension CrossbarVerifier {
  /// Everything that a plan refers to exists, and sizes fit one another. (v11)
  mutating func checkStructure() {
    for layer in plan.layers {
      guard (layer.engine == .crossbar) == (layer.mapping != nil) else {
        report(.crossbarV11, "'\(layer.name)': engine and mapping disagree")
        continue
      }
      if let mapping = layer.mapping {
        checkMapping(mapping, layer.name)
        checkSharing(mapping, layer.name)
      }
      let isKnown = layer.rule.map { code in CrossbarRules.placement.contains { $0.code == code } }
      if isKnown != (layer.engine == .crossbar ? nil : true) {
        report(.crossbarV11, "'\(layer.name)': no rule says why it is where it is")
      }
    }
    for (index, array) in plan.arrays.enumerated() {
      for (number, placed) in array.tiles.enumerated() { checkTile(placed, index, number) }
    }
    for (index, job) in plan.jobs.enumerated() {
      let isSound =
        plan.arrays.indices.contains(job.array)
        && plan.arrays[job.array].tiles.indices.contains(job.tile)
        && plan.layers.indices.contains(job.layer)
        && plan.layers[job.layer].mapping != nil
        && job.gather.line > 0 && job.gather.lines > 0
        && max(job.gather.lineStride.magnitude, job.gather.rollStride.magnitude) <= 1 << 31
        && (1...1 << 31).contains(job.count)
        && (0...65536).contains(job.adcLow) && (1e-6...65536).contains(job.adcHigh)
      if !isSound { report(.crossbarV11, "job \(index): it refers to what is not there") }
    }
    let bytes = plan.arrays.count * plan.target.arrayBytes
    if plan.image.count != bytes {
      report(
        .crossbarV11,
        "\(plan.arrays.count) arrays take \(bytes) bytes and the image has \(plan.image.count)")
    }
  }

  private mutating func checkTile(_ placed: PlanArray.PlacedTile, _ array: Int, _ number: Int) {
    let tile = placed.tile
    let mapping = plan.layers.indices.contains(tile.layer) ? plan.layers[tile.layer].mapping : nil
    guard let mapping, tile.group >= 0, tile.group < mapping.groups, !tile.rows.isEmpty,
      !tile.columns.isEmpty, tile.rows.lowerBound >= 0, tile.columns.lowerBound >= 0,
      tile.rows.upperBound <= mapping.rows,
      tile.columns.upperBound <= mapping.columns(ofGroup: tile.group).count,
      placed.x >= 0, placed.y >= 0, placed.x < 1 << 20, placed.y < 1 << 20
    else {
      report(.crossbarV11, "array \(array): tile \(number) refers to what is not there")
      return
    }
  }

  /// Whether a map is one row of vectors, each of them a pixel.
  private func isList(_ map: ActivationMap) -> Bool {
    let ones = [
      map.images, map.height, map.inputHeight, map.outputHeight, map.kernelHeight,
      map.kernelWidth, map.strideY, map.strideX, map.dilationY, map.dilationX,
    ]
    return ones.allSatisfy { $0 == 1 } && map.top == 0 && map.left == 0
      && map.inputWidth == map.width && map.outputWidth == map.width
  }

  private mutating func checkMapping(_ mapping: LayerMapping, _ name: String) {
    let map = mapping.map
    let sizes = [
      map.images, map.height, map.width, map.channels, map.inputHeight, map.inputWidth,
      map.kernelHeight, map.kernelWidth, map.strideY, map.strideX, map.dilationY,
      map.dilationX, map.outputHeight, map.outputWidth, mapping.groups, mapping.rows,
      mapping.outputs,
    ]
    let limit = 1 << 31
    guard sizes.allSatisfy({ (1...limit).contains($0) }) else {
      report(.crossbarV11, "'\(name)': a size is not from 1 to \(limit)")
      return
    }
    func product(_ factors: Int...) -> Int {
      factors.reduce(1) { min(limit + 1, $0 * $1) }
    }
    let memory = product(map.height, map.width, map.channels)
    let result = product(map.images, map.outputHeight, map.outputWidth)
    let outputs = product(mapping.groups, mapping.outputs)
    func extent(_ kernel: Int, _ dilation: Int, _ output: Int, _ stride: Int) -> Int {
      product(output - 1, stride) + product(kernel - 1, dilation) + 1
    }
    let isSound =
      memory <= limit && product(result, outputs) <= limit
      && (0...map.height).contains(map.top) && (0...map.width).contains(map.left)
      && map.top + map.inputHeight <= map.height && map.left + map.inputWidth <= map.width
      && map.channels % mapping.groups == 0
      && product(map.kernelHeight, map.kernelWidth, mapping.groupChannels) == mapping.rows
      && extent(map.kernelHeight, map.dilationY, map.outputHeight, map.strideY) <= map.height
      && extent(map.kernelWidth, map.dilationX, map.outputWidth, map.strideX) <= map.width
      && product(mapping.groups, mapping.rows, mapping.outputs) <= limit
      && mapping.offsets.count == outputs && [0, 128].contains(mapping.inputShift)
      && (-128...127).contains(mapping.zero)
      && (map.span ?? .max) <= ActivationMap.spanLimit && (!map.isVectors || isList(map))
    if !isSound { report(.crossbarV11, "'\(name)': sizes do not fit one another") }
  }
}
