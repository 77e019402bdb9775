import Backend
import Basic

extension CrossbarPlan {
  /// Reads a plan by the published schema.
  package init(
    _ reader: PlanReader, target: CrossbarTarget, binaries: [[UInt8]]
  ) throws(PlanFormatError) {
    network = try reader["network"].string
    program = try reader["program"].digest
    self.target = target
    layers = try reader["layers"].list(PlanLayer.init)
    arrays = try reader["arrays"].list(PlanArray.init)
    jobs = try reader["jobs"].list(PlanJob.init)
    let packing = try reader["packing"]
    order = try packing["order"].word(CrossbarTarget.TileOrder.self)
    compared = try packing["compared"].list { (entry) throws(PlanFormatError) in
      OrderResult(
        order: try entry["order"].word(CrossbarTarget.TileOrder.self),
        arrays: try entry["arrays"].integer)
    }
    let writing = try reader["writing"]
    self.writing = WeightWriting(
      words: try writing["words"].integer, time: Nanoseconds(try writing["time_ns"].number),
      energy: Picojoules(try writing["energy_pj"].number))
    totals = try PlanTotals(try reader["totals"])
    let bytes = binaries.first ?? []
    let end = min(arrays.count * target.arrayBytes, bytes.count)
    image = Array(bytes[..<end])
    lowHalves = Array(bytes[end...])
  }
}

extension PlanTotals {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    lowerBound = try reader["lower_bound_arrays"].integer
    tiles = try reader["tiles"].integer
    usedCells = try reader["used_cells"].integer
    unusedCells = try reader["unused_cells"].integer
    jobs = try reader["jobs"].integer
    analogMACs = try reader["analog_macs"].integer
    digitalMACs = try reader["digital_macs"].integer
    analog = try Cost(reader, "analog")
    digital = try Cost(reader, "digital")
    latency = Nanoseconds(try reader["latency_ns"].number)
    cyclesOnCores = Cycles(try reader["cycles_on_cores"].number)
    unmodelled = try reader["unmodelled"].list { (kind) throws(PlanFormatError) in
      try kind.string
    }
  }
}

extension Cost {
  fileprivate init(_ reader: PlanReader, _ part: String) throws(PlanFormatError) {
    self.init(
      cycles: Cycles(try reader["\(part)_cycles"].number),
      energy: Picojoules(try reader["\(part)_energy_pj"].number))
  }
}

extension PlanLayer {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    name = try reader["name"].string
    value = try reader["value"].string
    kind = try reader["kind"].string
    engine = try reader["engine"].word(Engine.self)
    let rule = try reader["rule"]
    self.rule = rule.isNull ? nil : try rule.string
    reason = try reader["reason"].string
    macs = try reader["macs"].integer
    analog = try Cost(reader, "analog")
    digital = try Cost(reader, "digital")
    isModelled = try reader["is_modelled"].boolean
    cyclesOnCores = Cycles(try reader["cycles_on_cores"].number)
    let mapping = try reader["mapping"]
    self.mapping = mapping.isNull ? nil : try LayerMapping(mapping)
  }
}

extension LayerMapping {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    map = try ActivationMap(try reader["map"])
    groups = try reader["groups"].integer
    rows = try reader["rows"].integer
    outputs = try reader["outputs"].integer
    encoding = try reader["encoding"].word(WeightEncoding.self)
    inputShift = try reader["input_shift"].integer
    zero = try reader["zero"].integer
    rowParts = try reader["row_parts"].integer
    columnParts = try reader["column_parts"].integer
    jobs = try reader["jobs"].integer
    partialAdds = try reader["partial_adds"].integer
    inputSums = try reader["input_sums"].integer
    utilisation = try reader["utilisation"].number
    offsets = try reader["offsets"].list { (element) throws(PlanFormatError) in
      guard let offset = Int32(exactly: try element.integer) else {
        throw element.fault("more than 32 bits")
      }
      return offset
    }
    sharing = encoding == .sharedLow ? try LowHalfSharing(try reader["sharing"]) : nil
  }
}

extension LowHalfSharing {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    groupSize = try reader["group"].integer
    wide = try reader["wide"].list { (outputs) throws(PlanFormatError) in
      try outputs.list { (output) throws(PlanFormatError) in try output.integer }
    }
    products = try reader["products"].integer
    digest = try reader["sha256"].digest
  }
}

extension ActivationMap {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    let size = try reader["size"].integers(3)
    let input = try reader["input_size"].integers(2)
    let start = try reader["input_start"].integers(2)
    let kernel = try reader["kernel"].integers(2)
    let stride = try reader["stride"].integers(2)
    let dilation = try reader["dilation"].integers(2)
    let output = try reader["output_size"].integers(2)
    self.init(
      images: try reader["images"].integer, height: size[0], width: size[1], channels: size[2],
      inputHeight: input[0], inputWidth: input[1], top: start[0], left: start[1],
      kernelHeight: kernel[0], kernelWidth: kernel[1], strideY: stride[0], strideX: stride[1],
      dilationY: dilation[0], dilationX: dilation[1], outputHeight: output[0],
      outputWidth: output[1], isVectors: try reader["is_vectors"].boolean)
  }
}

extension PlanArray {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    usedCells = try reader["used_cells"].integer
    digest = try reader["sha256"].digest
    tiles = try reader["tiles"].list { (tile) throws(PlanFormatError) in
      PlacedTile(
        tile: WeightTile(
          layer: try tile["layer"].integer, group: try tile["group"].integer,
          rows: try tile["rows"].range, columns: try tile["columns"].range),
        x: try tile["x"].integer, y: try tile["y"].integer)
    }
  }
}

extension PlanJob {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    layer = try reader["layer"].integer
    array = try reader["array"].integer
    tile = try reader["tile"].integer
    rectangle = CellRectangle(
      x: try reader["start_x"].integer, y: try reader["start_y"].integer,
      width: try reader["width"].integer, height: try reader["height"].integer)
    source = try reader["source"].integer
    gather = Gather(
      rows: try reader["rows"].range, line: try reader["line_length"].integer,
      lines: try reader["lines"].integer, lineStride: try reader["line_stride"].integer,
      rollStride: try reader["roll_stride"].integer)
    count = try reader["num_jobs"].integer
    alphaIn = try Loop(try reader["alpha_in"])
    betaIn = try Loop(try reader["beta_in"])
    destination = try reader["destination"].integer
    alphaOut = try Loop(try reader["alpha_out"])
    betaOut = try Loop(try reader["beta_out"])
    adcLow = try reader["adc_low"].number
    adcHigh = try reader["adc_high"].number
  }
}

extension PlanJob.Loop {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    let numbers = try reader.integers(2)
    self.init(length: numbers[0], stride: numbers[1])
  }
}
