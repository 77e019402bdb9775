import Backend
import Basic
import IR

extension BitVertPlan {
  /// Reads a plan by the published schema.
  package init(
    _ reader: PlanReader, target: BitVertTarget, binaries: [[UInt8]]
  ) throws(PlanFormatError) {
    network = try reader["network"].string
    program = try reader["program"].digest
    self.target = target
    layers = try reader["layers"].list { (layer) throws(PlanFormatError) in
      try BitVertLayer(layer, target)
    }
    totals = try BitVertTotals(try reader["totals"])
    weights = binaries[0]
    selections = binaries[1]
  }
}

extension BitVertTotals {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    self.init(
      arrayMACs: try reader["array_macs"].integer, hostMACs: try reader["host_macs"].integer,
      tiles: try reader["tiles"].integer,
      computeCycles: Cycles(try reader["compute_cycles"].number),
      dramCycles: Cycles(try reader["dram_cycles"].number),
      cycles: Cycles(try reader["cycles"].number),
      energy: try EnergyBreakdown(try reader["energy"]),
      denseBits: try reader["dense_bits"].integer, storedBits: try reader["stored_bits"].integer,
      unpruned: Cost(
        cycles: Cycles(try reader["unpruned_cycles"].number),
        energy: Picojoules(try reader["unpruned_energy_pj"].number)))
  }
}

extension EnergyBreakdown {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    self.init(
      compute: Picojoules(try reader["compute_pj"].number),
      sramRead: Picojoules(try reader["sram_read_pj"].number),
      sramWrite: Picojoules(try reader["sram_write_pj"].number),
      dram: Picojoules(try reader["dram_pj"].number))
  }
}

extension BitVertLayer {
  init(_ reader: PlanReader, _ target: BitVertTarget) throws(PlanFormatError) {
    name = try reader["name"].string
    value = try reader["value"].string
    kind = try reader["kind"].string
    let rule = try reader["rule"]
    self.rule = rule.isNull ? nil : try rule.string
    reason = try reader["reason"].string
    macs = try reader["macs"].integer
    let mapping = try reader["mapping"]
    self.mapping = mapping.isNull ? nil : try BitVertMapping(mapping, target)
  }
}

extension BitVertMapping {
  init(_ reader: PlanReader, _ target: BitVertTarget) throws(PlanFormatError) {
    shape = try LayerShape(try reader["shape"])
    zero = try reader["zero"].integer
    let encoding = try reader["encoding"]
    self.encoding = encoding.isNull ? nil : try BitSparseEncoding(encoding)
    let runs = try reader["runs"].list { (run) throws(PlanFormatError) in
      let rows = try run["rows"].integer
      guard rows > 0 else { throw try run["rows"].fault("not positive") }
      return ArrayTiling.Run(
        channels: try run["channels"].range, rows: rows, columns: try run["columns"].integer)
    }
    guard shape.depth > 0, shape.kernel.height > 0, shape.kernel.width > 0 else {
      throw try reader["shape"].fault("a filter without weights")
    }
    let split = FilterPieces(
      direction: try reader["direction"].word(ArrayTiling.Direction.self), depth: shape.depth,
      positions: shape.kernel.height.multipliedReportingOverflow(by: shape.kernel.width)
        .partialValue, lanes: target.lanes)
    tiling = ArrayTiling(split: split, runs: runs, windows: try reader["windows"].integer)
    weights = try Part(try reader["weights"])
    selections = try Part(try reader["selections"])
    let statistics = try reader["statistics"]
    self.statistics = SelectionStatistics(
      columns: try statistics["columns"].integer, inverted: try statistics["inverted"].integer,
      selected: try statistics["selected"].integer, ones: try statistics["ones"].integer)
    cost = BitSerialLayerCost(
      name: "", geometry: target.geometry, tiles: try reader["tiles"].integer,
      computeCycles: Cycles(try reader["compute_cycles"].number),
      dramCycles: Cycles(try reader["dram_cycles"].number),
      energy: try EnergyBreakdown(try reader["energy"]))
    offsets = try reader["offsets"].list { (element) throws(PlanFormatError) in
      guard let offset = Int32(exactly: try element.integer) else {
        throw element.fault("more than 32 bits")
      }
      return offset
    }
  }
}

extension BitVertMapping.Part {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    let bounds = try reader["bytes"].integers(2)
    guard bounds[0] >= 0, bounds[0] <= bounds[1] else {
      throw try reader["bytes"].fault("not a range")
    }
    bytes = bounds[0]..<bounds[1]
    digest = try reader["sha256"].digest
  }
}

extension LayerShape {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    let start = try reader["start"].integers(2)
    self.init(
      channels: try reader["channels"].integer, filters: try reader["filters"].integer,
      groups: try reader["groups"].integer, input: try PlaneSize(try reader["input"]),
      output: try PlaneSize(try reader["output"]), kernel: try PlaneSize(try reader["kernel"]),
      stride: try PlaneSize(try reader["stride"]),
      dilation: try PlaneSize(try reader["dilation"]), top: start[0], left: start[1],
      isVectors: try reader["is_vectors"].boolean)
  }
}

extension PlaneSize {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    let sizes = try reader.integers(2)
    self.init(height: sizes[0], width: sizes[1])
  }
}

extension BitSparseEncoding {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    self.init(
      method: try reader["method"].word(Method.self), columns: try reader["columns"].integer,
      group: try reader["group"].integer, constantBits: try reader["constant_bits"].integer,
      axis: 0,
      sensitive: try reader["sensitive"].list { (channel) throws(PlanFormatError) in
        try channel.integer
      })
  }
}
