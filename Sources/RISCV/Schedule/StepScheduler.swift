import Basic

/// Makes the layer of a plan of a step and its tiles: buffers, transfers, shares and time.
struct StepScheduler {
  let target: RISCVTarget
  let tensors: [PlanTensor]

  /// The constants of a step, from `offset` on: for each tile of channels a block.
  static func constants(
    _ step: KernelStep, _ tiling: StepTiling, from offset: Int, _ set: InstructionSet
  ) -> [PlanConstant] {
    let channels = step.extent.channels
    let blocks = (channels + tiling.channels - 1) / tiling.channels
    let last = channels - (blocks - 1) * tiling.channels
    var constants: [PlanConstant] = []
    var end = offset
    func add(_ role: BufferRole, _ size: (KernelTile) -> Bytes) {
      let block = size(step.kernelTile(rows: 1, columns: 1, channels: tiling.channels)).count
      let rest = size(step.kernelTile(rows: 1, columns: 1, channels: last)).count
      add(role, (blocks - 1) * PlanConstant.stride(of: block) + rest, tiling.channels, block)
    }
    func add(
      _ role: BufferRole, _ bytes: Int, _ channels: Int, _ blockBytes: Int,
      _ starts: [Int] = []
    ) {
      guard bytes > 0 else { return }
      constants.append(
        PlanConstant(
          role: role, offset: end, bytes: bytes, blockChannels: channels, blockBytes: blockBytes,
          blockStarts: starts))
      end = BufferNeed.aligned(end + bytes)
    }
    if let stored = step.stored {
      let sizes = (0..<blocks).map { block -> Int in
        let first = block * tiling.channels
        return stored.blockBytes(
          first..<min(first + tiling.channels, channels), step.kernel, set)
      }
      var starts: [Int] = []
      let bytes = sizes.reduce(0) { sum, size in
        starts.append(sum)
        return sum + size
      }
      add(.stored, bytes, tiling.channels, sizes.max() ?? 0, starts)
    } else {
      add(.weights) { KernelCost.weights($0, set) }
    }
    add(.parameters) { KernelCost.parameters($0, set) }
    add(.table, step.tableBytes, channels, step.tableBytes)
    return constants
  }

  /// The layer of a plan, with buffers from `start` on.
  func schedule(
    _ step: KernelStep, tiling: StepTiling, stripes: [Int], constants: [PlanConstant], start: Int
  ) -> PlanStep {
    let model = model(step, stripes)
    let sharing = WorkSharing(
      step.kernelTile(rows: tiling.rows, columns: tiling.columns, channels: tiling.channels),
      cores: target.cores, target.instructionSet)
    return PlanStep(
      step: step, stripes: stripes, tiling: tiling, buffers: buffers(model.buffers(tiling), start),
      constants: constants, transfers: transfers(step, tiling, constants),
      actions: PlanAction.doubleBuffered(decodes: step.stored != nil), unit: sharing.unit,
      shares: (0..<target.cores).map { sharing.share(of: $0).units },
      cycles: model.cycles(tiling), traffic: model.traffic(tiling))
  }

  /// The formulas for a step of the plan.
  func model(_ step: KernelStep, _ stripes: [Int]) -> TileModel {
    TileModel(
      step, inputs: step.inputs.map { slot($0.tensor, $0.shape) },
      output: slot(step.output, tensors[step.output].shape(for: step)), boundaries: stripes,
      target: target)
  }

  private func slot(_ tensor: Int, _ shape: MapShape) -> MapSlot {
    MapSlot(shape, isRing: tensors[tensor].isRing, level: tensors[tensor].level)
  }

  /// Buffers one after the other: all of them live as long as the step.
  private func buffers(_ needs: [BufferNeed], _ start: Int) -> [PlanBuffer] {
    var end = start
    return needs.map { need in
      let buffer = PlanBuffer(
        role: need.role, offset: end, bytes: need.bytes, copies: need.copies)
      end += need.total
      return buffer
    }
  }

  /// The transfers of a step: constants, tables, operands, and the result, except what lies in L1.
  func transfers(
    _ step: KernelStep, _ tiling: StepTiling, _ constants: [PlanConstant]
  ) -> [PlanTransfer] {
    var transfers: [PlanTransfer] = []
    for constant in constants {
      transfers.append(
        PlanTransfer(
          source: .constants, buffer: constant.role,
          changes: constant.role == .table ? [] : [.channels], external: constant.offset,
          rowStride: 0, columnStride: 0, rows: 1, pieces: 1, length: constant.blockBytes,
          future: transfers.count))
    }
    for (index, operand) in step.inputs.enumerated()
    where tensors[operand.tensor].level == .l2 {
      let box = step.interiorBox(tiling, operand: index)
      let changes: [PlanTransfer.Loop] =
        step.readsAllChannels ? [.rows, .columns] : [.rows, .columns, .channels]
      transfers.append(
        moving(
          operand.tensor, operand.shape, box, .operand(index), changes, channel: 0,
          future: transfers.count))
    }
    guard tensors[step.output].level == .l2 else { return transfers }
    let result = MapShape(height: tiling.rows, width: tiling.columns, channels: tiling.channels)
    transfers.append(
      moving(
        step.output, tensors[step.output].shape(for: step), result, .result,
        [.rows, .columns, .channels], channel: step.outputChannel, future: transfers.count))
    return transfers
  }

  private func moving(
    _ tensor: Int, _ shape: MapShape, _ box: MapShape, _ buffer: BufferRole,
    _ changes: [PlanTransfer.Loop], channel: Int, future: Int
  ) -> PlanTransfer {
    let bytes = shape.elementBytes
    var (rows, pieces, length) = (box.height, box.width, box.channels * bytes)
    if box.channels == shape.channels {
      (pieces, length) = (1, box.width * length)
      if box.width == shape.width, !tensors[tensor].isRing { (rows, length) = (1, rows * length) }
    }
    return PlanTransfer(
      source: .tensor(tensor), buffer: buffer, changes: changes,
      external: tensors[tensor].offset + channel * bytes, rowStride: shape.rowBytes,
      columnStride: shape.columnBytes, rows: rows, pieces: pieces, length: length, future: future)
  }
}

extension PlanTensor {
  /// The map that a step writes it as: a permuted tensor is written as rows of single elements.
  func shape(for step: KernelStep) -> MapShape { step.kernel == .permute ? step.extent : shape }
}

extension KernelStep {
  /// The sizes of what a whole tile reads of an operand away from borders.
  func interiorBox(_ tiling: StepTiling, operand: Int) -> MapShape {
    let shape = inputs[operand].shape
    if kernel == .permute {
      return MapShape(height: 1, width: tiling.columns, channels: tiling.rows)
    }
    let tile = kernelTile(
      rows: tiling.rows, columns: tiling.columns, channels: tiling.channels)
    return MapShape(
      height: min(shape.height, tile.inputHeight), width: min(shape.width, tile.inputWidth),
      channels: readsAllChannels ? shape.channels : tiling.channels)
  }
}
