import Basic

extension RISCVVerifier {
  /// Buffers hold the largest tile. (v4)
  mutating func checkBuffers() {
    for (index, layer) in plan.steps.enumerated() {
      let needs = model(index).buffers(layer.tiling)
      guard layer.buffers.map(\.role) == needs.map(\.role) else {
        report(
          .riscvV4,
          "\(name(index)): it has the buffers "
            + "\(layer.buffers.map(\.role.rawValue).joined(separator: ", ")), not "
            + needs.map(\.role.rawValue).joined(separator: ", "))
        continue
      }
      for (buffer, need) in zip(layer.buffers, needs) {
        if buffer.bytes < need.bytes || !Self.places.contains(buffer.bytes)
          || !Self.places.contains(buffer.offset)
        {
          report(
            .riscvV4,
            "\(name(index)): '\(buffer.role.rawValue)' has \(NumberText.grouped(buffer.bytes)) "
              + "bytes and its largest tile \(NumberText.grouped(need.bytes))")
        }
        if !(1...2).contains(buffer.copies) {
          report(
            .riscvV4, "\(name(index)): '\(buffer.role.rawValue)' has \(buffer.copies) copies")
        }
      }
    }
  }

  /// What lives in L1 during a step does not overlap, tensors that live together do not, and all is
  /// inside its memory. (v6, v7, v9)
  mutating func checkMemories() {
    for index in plan.steps.indices { checkL1(index) }
    for (index, tensor) in plan.tensors.enumerated() {
      let level = tensor.level.rawValue.uppercased()
      let size = tensor.level == .l1 ? plan.target.l1Bytes : plan.target.l2Bytes
      if tensor.bytes.upperBound > size {
        report(
          .riscvV9,
          "'\(tensor.name)' ends at \(NumberText.grouped(tensor.bytes.upperBound)) of "
            + "\(NumberText.grouped(size)) bytes of \(level)")
      }
      for other in plan.tensors[(index + 1)...]
      where other.level == tensor.level && other.lifetime.overlaps(tensor.lifetime)
        && tensor.bytes.overlaps(other.bytes)
      {
        report(
          .riscvV7, "'\(tensor.name)' and '\(other.name)' overlap in \(level) while both live")
      }
    }
  }

  /// Offsets and sizes whose sums cannot overflow.
  private static let places = 0..<1 << 40

  private mutating func checkL1(_ index: Int) {
    var blocks = plan.tensors.filter { $0.level == .l1 && $0.lifetime.contains(index) }
      .map { (bytes: $0.bytes, name: "'\($0.name)'", isBuffer: false) }
    for buffer in plan.steps[index].buffers {
      guard Self.places.contains(buffer.offset), Self.places.contains(buffer.bytes),
        (1...2).contains(buffer.copies)
      else { continue }
      if !buffer.offset.isMultiple(of: RISCVTarget.alignment) {
        report(
          .riscvV6,
          "\(name(index)): '\(buffer.role.rawValue)' begins at \(buffer.offset), no multiple of "
            + "\(RISCVTarget.alignment)")
      }
      let bytes = buffer.offset..<buffer.offset + buffer.total
      blocks.append((bytes, "'\(buffer.role.rawValue)'", true))
      if bytes.upperBound > plan.target.l1Bytes {
        report(
          .riscvV9,
          "\(name(index)): '\(buffer.role.rawValue)' ends at "
            + "\(NumberText.grouped(bytes.upperBound)) of "
            + "\(NumberText.grouped(plan.target.l1Bytes)) bytes of L1")
      }
    }
    blocks.sort { ($0.bytes.lowerBound, $0.name) < ($1.bytes.lowerBound, $1.name) }
    var before = (end: plan.target.stackTotal, name: "the stacks", isBuffer: true)
    for block in blocks {
      // Of two tensors that is said once, not for each step.
      if block.bytes.lowerBound < before.end, block.isBuffer || before.isBuffer {
        report(
          .riscvV6,
          "\(name(index)): \(block.name) begins at \(block.bytes.lowerBound) and "
            + "\(before.name) end\(before.name == "the stacks" ? "" : "s") at \(before.end)")
      }
      if block.bytes.upperBound > before.end {
        before = (block.bytes.upperBound, block.name, block.isBuffer)
      }
    }
  }

  /// Tensors live whenever they are touched. (v8)
  mutating func checkLifetimes() {
    let needed = Lifetimes(
      steps: plan.steps.map(\.step), groups: plan.groups, roles: plan.tensors.map(\.role)
    ).ranges
    for (tensor, range) in zip(plan.tensors, needed) where !range.isEmpty {
      let isAlive =
        tensor.lifetime.lowerBound <= range.lowerBound
        && tensor.lifetime.upperBound >= range.upperBound
      if !isAlive {
        report(
          .riscvV8,
          "'\(tensor.name)' lives in layers \(tensor.lifetime.lowerBound) to "
            + "\(tensor.lifetime.upperBound - 1) and is needed in \(range.lowerBound) to "
            + "\(range.upperBound - 1)")
      }
    }
  }

  /// Rows are there when they are read, and not yet overwritten. (v12)
  mutating func checkRings() {
    for group in plan.groups {
      guard group.count > 1 || plan.steps[group.lowerBound].stripes.count > 2 else {
        checkWhole(group.lowerBound)
        continue
      }
      for stripe in 0..<plan.steps[group.lowerBound].stripes.count - 1 {
        for index in group { checkRows(index, stripe, group) }
      }
    }
  }

  private mutating func checkWhole(_ index: Int) {
    let step = plan.steps[index].step
    for tensor in step.inputs.map(\.tensor) + [step.output] where plan.tensors[tensor].isRing {
      report(
        .riscvV12,
        "\(name(index)): '\(plan.tensors[tensor].name)' keeps "
          + "\(plan.tensors[tensor].storedRows) rows and all are needed at once")
    }
  }

  private mutating func checkRows(_ index: Int, _ stripe: Int, _ group: Range<Int>) {
    let layer = plan.steps[index]
    let rows = layer.stripes[stripe]..<layer.stripes[stripe + 1]
    guard !rows.isEmpty else { return }
    for (operand, input) in layer.step.inputs.enumerated() {
      let tensor = plan.tensors[input.tensor]
      let producers = group.filter { plan.steps[$0].step.output == input.tensor }
      guard let producer = producers.first else {
        if tensor.isRing {
          report(.riscvV12, "\(name(index)): '\(tensor.name)' keeps no rows between groups")
        }
        continue
      }
      // A producer behind its reader has computed one stripe less.
      let made = plan.steps[producer].stripes[producer < index ? stripe + 1 : stripe]
      let read = layer.step.inputRows(rows, of: operand).positions
      if read.upperBound > made || read.lowerBound < made - tensor.storedRows {
        report(
          .riscvV12,
          "\(name(index)): stripe \(stripe) reads rows \(read.lowerBound) to "
            + "\(read.upperBound - 1) of '\(tensor.name)', of which rows "
            + "\(max(0, made - tensor.storedRows)) to \(made - 1) are there")
      }
    }
  }
}
