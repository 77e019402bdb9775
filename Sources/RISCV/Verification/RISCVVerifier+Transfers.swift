import Basic

extension RISCVVerifier {
  /// Transfers move what the tiles need, inside tensors and buffers. (v5)
  mutating func checkTransfers() {
    for (index, layer) in plan.steps.enumerated() {
      let expected = scheduler.transfers(layer.step, layer.tiling, layer.constants)
      guard layer.transfers.map(\.buffer) == expected.map(\.buffer),
        layer.transfers.map(\.source) == expected.map(\.source),
        layer.transfers.map(\.future) == expected.map(\.future)
      else {
        report(.riscvV5, "\(name(index)): its transfers are not one for each buffer, in order")
        continue
      }
      for (transfer, planned) in zip(layer.transfers, expected) {
        check(index, transfer, planned)
      }
    }
  }

  private mutating func check(_ index: Int, _ transfer: PlanTransfer, _ planned: PlanTransfer) {
    let what =
      "\(name(index)): the \(transfer.isStore ? "store" : "load") of "
      + "'\(transfer.buffer.rawValue)'"
    for (field, stated, needed) in [
      ("begins at byte", transfer.external, planned.external),
      ("goes from row to row by", transfer.rowStride, planned.rowStride),
      ("goes from column to column by", transfer.columnStride, planned.columnStride),
      ("moves rows:", transfer.rows, planned.rows),
      ("moves pieces a row:", transfer.pieces, planned.pieces),
      ("moves bytes a piece:", transfer.length, planned.length),
    ] where stated != needed {
      report(.riscvV5, "\(what) \(field) \(stated), not \(needed)")
    }
    if transfer.changes != planned.changes {
      let list: ([PlanTransfer.Loop]) -> String = { loops in
        loops.isEmpty ? "nothing" : loops.map(\.rawValue).joined(separator: ", ")
      }
      report(
        .riscvV5,
        "\(what) is repeated with \(list(transfer.changes)), not \(list(planned.changes))")
    }
  }

  /// Constants have their sizes and do not overlap. (v16, v9)
  mutating func checkConstants() {
    var parts: [(range: Range<Int>, step: Int)] = []
    for (index, layer) in plan.steps.enumerated() {
      let expected = StepScheduler.constants(
        layer.step, layer.tiling, from: 0, plan.target.instructionSet)
      guard layer.constants.map(\.role) == expected.map(\.role) else {
        report(
          .riscvV16,
          "\(name(index)): it has \(layer.constants.count) constants, not "
            + "\(expected.count)")
        continue
      }
      for (constant, planned) in zip(layer.constants, expected) {
        guard constant.bytes == planned.bytes, constant.blockBytes == planned.blockBytes,
          constant.blockChannels == planned.blockChannels,
          constant.blockStarts == planned.blockStarts, constant.offset >= 0
        else {
          report(
            .riscvV16,
            "\(name(index)): '\(constant.role.rawValue)' has \(constant.bytes) bytes in blocks of "
              + "\(constant.blockBytes), not \(planned.bytes) in blocks of \(planned.blockBytes)")
          continue
        }
        parts.append((constant.offset..<constant.offset + constant.bytes, index))
        if constant.offset + constant.bytes > plan.target.constantBytes {
          report(
            .riscvV9,
            "\(name(index)): '\(constant.role.rawValue)' ends at "
              + "\(constant.offset + constant.bytes) of \(plan.target.constantBytes) bytes")
        }
      }
    }
    parts.sort { ($0.range.lowerBound, $0.step) < ($1.range.lowerBound, $1.step) }
    for (a, b) in zip(parts, parts.dropFirst()) where a.range.upperBound > b.range.lowerBound {
      report(.riscvV16, "the constants of \(name(a.step)) and \(name(b.step)) overlap")
    }
  }

  /// The stated times and traffic are those of the tiles. (v14)
  mutating func checkTimes() {
    for (index, layer) in plan.steps.enumerated() {
      let model = model(index)
      let cycles = model.cycles(layer.tiling)
      if cycles != layer.cycles {
        report(
          .riscvV14,
          "\(name(index)): \(layer.cycles.total) cycles stated "
            + "(\(layer.cycles.compute) computing, \(layer.cycles.transfers) of DMA), "
            + "\(cycles.total) computed (\(cycles.compute), \(cycles.transfers))")
      }
      if model.traffic(layer.tiling) != layer.traffic {
        report(.riscvV14, "\(name(index)): the stated bytes are not those of its transfers")
      }
    }
  }

  /// What is stated as a sum is the sum. (v15)
  mutating func checkTotals() {
    let limit = 1 << 52
    guard
      plan.steps.allSatisfy({ layer in
        layer.buffers.allSatisfy {
          (0..<limit).contains($0.offset) && (0..<limit).contains($0.bytes) && $0.copies < 4
        }
          && layer.constants.allSatisfy { $0.offset < limit && $0.bytes < limit }
      })
    else { return }
    let totals = PlanTotals(
      steps: plan.steps, groups: plan.groups, tensors: plan.tensors, target: plan.target)
    if totals != plan.totals {
      report(.riscvV15, "the totals are not the sums of layers, tensors and constants")
    }
  }
}
