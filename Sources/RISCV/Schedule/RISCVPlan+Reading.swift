import Backend
import Basic
import IR
import Operators

extension RISCVPlan {
  /// Reads a plan by the published schema.
  package init(
    _ reader: PlanReader, target: RISCVTarget, binaries: [[UInt8]]
  ) throws(PlanFormatError) {
    network = try reader["network"].string
    program = try reader["program"].digest
    self.target = target
    tensors = try reader["tensors"].list(PlanTensor.init)
    groups = try reader["groups"].list { (group) throws(PlanFormatError) in try group.range }
    steps = try reader["steps"].list(PlanStep.init)
    totals = try PlanTotals(try reader["totals"])
    for step in steps.indices {
      for (index, operand) in steps[step].step.inputs.enumerated()
      where tensors.indices.contains(operand.tensor) {
        steps[step].step.inputs[index].shape.elementBytes = tensors[operand.tensor].element.bytes
      }
    }
  }
}

extension PlanTotals {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    macs = try reader["macs"].integer
    cycles = try StepCycles(try reader["cycles"])
    latency = Nanoseconds(try reader["latency_ns"].number)
    traffic = try PlanTraffic(try reader["traffic"])
    l1Peak = try reader["l1_peak_bytes"].integer
    l2Peak = try reader["l2_peak_bytes"].integer
    l2Bound = try reader["l2_bound_bytes"].integer
    l2WholeBound = try reader["l2_whole_bound_bytes"].integer
    constantBytes = try reader["constant_bytes"].integer
  }
}

extension StepCycles {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    self.init(
      compute: try reader["compute"].integer, transfers: try reader["dma"].integer,
      total: try reader["total"].integer)
  }
}

extension PlanTraffic {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    loaded = try reader["l2_to_l1_bytes"].integer
    stored = try reader["l1_to_l2_bytes"].integer
    constants = try reader["constants_to_l1_bytes"].integer
  }
}

extension MapShape {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    let sizes = try reader.integers(3)
    self.init(height: sizes[0], width: sizes[1], channels: sizes[2])
  }
}

extension PlanTensor {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    name = try reader["name"].string
    element = try reader["element"].word(ActivationElement.self)
    shape = try MapShape(try reader["shape"])
    shape.elementBytes = element.bytes
    role = try reader["role"].word(StepTensor.Role.self)
    storedRows = try reader["stored_rows"].integer
    level = try reader["level"].word(MemoryLevel.self)
    offset = try reader["offset"].integer
    lifetime = try reader["lifetime"].range
    // Products of sizes must not overflow where a plan is written again.
    let sizes = [shape.height, shape.width, shape.channels, storedRows]
    guard sizes.allSatisfy({ (0...1 << 20).contains($0) }) else {
      throw try reader["shape"].fault("a size is not from 0 to \(1 << 20)")
    }
  }
}

extension PlanStep {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    step = try KernelStep(reader)
    stripes = try reader["stripes"].list { (row) throws(PlanFormatError) in try row.integer }
    let tiling = try reader["tiling"]
    self.tiling = StepTiling(
      rows: try tiling["rows"]["tile"].integer, columns: try tiling["columns"]["tile"].integer,
      channels: try tiling["channels"]["tile"].integer,
      order: try tiling["order"].word(StepTiling.Order.self))
    buffers = try reader["buffers"].list(PlanBuffer.init)
    constants = try reader["constants"].list(PlanConstant.init)
    transfers = try reader["transfers"].list(PlanTransfer.init)
    actions = try reader["actions"].list { (action) throws(PlanFormatError) in
      try action.word(PlanAction.self)
    }
    unit = try reader["unit"].word(WorkUnit.self)
    shares = try reader["shares"].list { (share) throws(PlanFormatError) in
      let bounds = try share.integers(2)
      guard bounds[0] <= bounds[1] else { throw share.fault("not a range") }
      return bounds[0]..<bounds[1]
    }
    cycles = try StepCycles(try reader["cycles"])
    traffic = try PlanTraffic(try reader["traffic"])
  }
}

extension KernelStep {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    self.init(
      kernel: try reader["kernel"].word(Kernel.self), name: try reader["name"].string,
      value: try reader["value"].string,
      operators: try reader["operators"].list { (kind) throws(PlanFormatError) in
        try kind.string
      }, reason: try reader["reason"].string,
      inputs: try reader["inputs"].list { (input) throws(PlanFormatError) in
        Operand(
          tensor: try input["tensor"].integer, shape: try MapShape(try input["shape"]),
          zeroPoint: try input["zero_point"].integer32)
      }, output: try reader["output"].integer,
      outputChannel: try reader["output_channel"].integer,
      extent: try MapShape(try reader["extent"]), window: try StepWindow(try reader["window"]),
      requantizations: try reader["requantizations"].list(StepRequantization.init),
      countsPadding: try reader["counts_padding"].boolean,
      padding: try reader["padding"].integer32, tableBytes: try reader["table_bytes"].integer,
      macs: try reader["macs"].integer, run: try reader["run"].integer,
      stored: try reader["stored_weights"].isNull
        ? nil : try EncodedChannels(try reader["stored_weights"]))
  }
}

extension StepWindow {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    let (kernel, stride) = (try reader["kernel"].integers(2), try reader["stride"].integers(2))
    let (dilation, start) = (try reader["dilation"].integers(2), try reader["start"].integers(2))
    self.init(
      kernelHeight: kernel[0], kernelWidth: kernel[1], strideHeight: stride[0],
      strideWidth: stride[1], dilationHeight: dilation[0], dilationWidth: dilation[1],
      top: start[0], left: start[1])
  }
}

extension EncodedChannels {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    func size(_ key: String, in range: ClosedRange<Int>) throws(PlanFormatError) -> Int {
      let value = try reader[key].integer
      guard range.contains(value) else {
        throw try reader[key].fault(
          "\(value) is not from \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }
    self.init(
      BitSparseEncoding(
        method: try reader["method"].word(BitSparseEncoding.Method.self),
        columns: try size("columns", in: 1...6),
        group: try size("group", in: 1...BitSparseEncoding.largestGroup),
        constantBits: try size("constant_bits", in: 4...6), axis: try size("axis", in: 0...1),
        sensitive: try reader["sensitive"].list { (channel) throws(PlanFormatError) in
          try channel.integer
        }),
      positions: try size("positions", in: 1...1 << 20),
      depth: try size("depth", in: 1...1 << 20))
  }
}

extension StepRequantization {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    role = try reader["role"].word(Role.self)
    mode = try reader["rounding"].word(RoundingMode.self)
    inputBits = try reader["input_bits"].integer
    let (multiplier, shift) = (try reader["multiplier"], try reader["shift"])
    factor =
      multiplier.isNull
      ? nil : Factor(multiplier: try multiplier.integer32, shift: try shift.integer32)
    zeroIn = try reader["zero_in"].integer32
    zeroOut = try reader["zero_out"].integer32
    let clamp = try reader["clamp"].list { (bound) throws(PlanFormatError) in
      try bound.integer32
    }
    guard clamp.count == 2 else { throw try reader["clamp"].fault("not two numbers") }
    (low, high) = (clamp[0], clamp[1])
  }
}

extension PlanBuffer {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    role = try reader["role"].word(BufferRole.self)
    offset = try reader["offset"].integer
    bytes = try reader["bytes"].integer
    copies = try reader["copies"].integer
  }
}

extension PlanConstant {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    role = try reader["role"].word(BufferRole.self)
    offset = try reader["offset"].integer
    bytes = try reader["bytes"].integer
    blockChannels = try reader["block_channels"].integer
    blockBytes = try reader["block_bytes"].integer
    blockStarts = try reader["block_starts"].list { (start) throws(PlanFormatError) in
      try start.integer
    }
  }
}

extension PlanTransfer {
  init(_ reader: PlanReader) throws(PlanFormatError) {
    let tensor = try reader["tensor"]
    source = tensor.isNull ? .constants : .tensor(try tensor.integer)
    buffer = try reader["buffer"].word(BufferRole.self)
    changes = try reader["changes"].list { (loop) throws(PlanFormatError) in
      try loop.word(Loop.self)
    }
    external = try reader["external"].integer
    rowStride = try reader["row_stride"].integer
    columnStride = try reader["column_stride"].integer
    rows = try reader["rows"].integer
    pieces = try reader["pieces"].integer
    length = try reader["length"].integer
    future = try reader["future"].integer
  }
}
