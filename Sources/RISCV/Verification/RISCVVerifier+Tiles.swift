import Basic

extension RISCVVerifier {
  /// Tiles are no larger than what they are cut from. (v2)
  mutating func checkTiles() {
    for (index, layer) in plan.steps.enumerated() {
      let (tiling, extent) = (layer.tiling, layer.step.extent)
      for (what, size, most) in [
        ("rows", tiling.rows, extent.height), ("columns", tiling.columns, extent.width),
        ("channels", tiling.channels, extent.channels),
      ] where !(1...most).contains(size) {
        report(.riscvV2, "\(name(index)): a tile has \(size) \(what) of \(most)")
      }
      let multiple = max(1, layer.step.channelMultiple(plan.target.instructionSet))
      if tiling.channels < extent.channels, tiling.channels % multiple != 0 {
        report(
          .riscvV2,
          "\(name(index)): a tile has \(tiling.channels) channels, no multiple of \(multiple)")
      }
    }
  }

  /// Every byte of every tensor but the inputs is written exactly once. (v3)
  mutating func checkCoverage() {
    var writers = [[Int]](repeating: [], count: plan.tensors.count)
    for (index, layer) in plan.steps.enumerated() {
      writers[layer.step.output].append(index)
      let stripes = layer.stripes
      let isCovered =
        stripes.count >= 2 && stripes[0] == 0
        && stripes[stripes.count - 1] == layer.step.extent.height
        && zip(stripes, stripes.dropFirst()).allSatisfy { $0 <= $1 }
      if !isCovered {
        report(
          .riscvV3,
          "\(name(index)): the stripes do not cover \(layer.step.extent.height) rows exactly once")
      }
    }
    for (index, tensor) in plan.tensors.enumerated() {
      if tensor.role == .input {
        if !writers[index].isEmpty {
          report(.riscvV3, "the input '\(tensor.name)' is written by \(name(writers[index][0]))")
        }
        continue
      }
      if writers[index].count == 1, plan.steps[writers[index][0]].step.kernel == .permute {
        continue
      }
      var end = 0
      let parts = writers[index].map { (plan.steps[$0].step, $0) }
        .sorted { $0.0.outputChannel < $1.0.outputChannel }
      for (step, writer) in parts {
        if step.outputChannel != end {
          report(
            .riscvV3,
            "\(name(writer)): it writes '\(tensor.name)' from channel \(step.outputChannel), not "
              + "\(end)")
        }
        end = step.outputChannel + step.extent.channels
      }
      if end != tensor.shape.channels {
        report(
          .riscvV3,
          "'\(tensor.name)': \(end) of \(tensor.shape.channels) channels are written")
      }
    }
  }

  /// The cores share a tile without gaps and without overlap. (v13)
  mutating func checkShares() {
    for (index, layer) in plan.steps.enumerated() {
      let tiling = layer.tiling
      let sharing = WorkSharing(
        layer.step.kernelTile(
          rows: tiling.rows, columns: tiling.columns, channels: tiling.channels),
        cores: plan.target.cores, plan.target.instructionSet)
      guard layer.unit == sharing.unit, layer.shares.count == plan.target.cores else {
        report(
          .riscvV13,
          "\(name(index)): \(layer.shares.count) cores share \(layer.unit.rawValue), "
            + "not \(plan.target.cores) \(sharing.unit.rawValue)")
        continue
      }
      var end = 0
      for (core, share) in layer.shares.enumerated() {
        if share.lowerBound != end {
          report(
            .riscvV13,
            "\(name(index)): core \(core) begins at \(share.lowerBound), not at \(end)")
          break
        }
        end = share.upperBound
      }
      if end != sharing.units, layer.shares.last?.upperBound == end {
        report(.riscvV13, "\(name(index)): the cores compute \(end) of \(sharing.units) units")
      }
    }
  }

  /// Each kernel has the requantizations that it needs. (v17)
  mutating func checkRequantizations() {
    for (index, layer) in plan.steps.enumerated() {
      let step = layer.step
      let roles: [StepRequantization.Role]
      switch step.kernel {
      case .add: roles = [.first, .second, .result]
      case .convolution, .pointwise, .depthwise, .dense:
        roles = plan.tensors[step.output].element == .i32 ? [] : [.result]
      case .mul, .requantize, .requantizeSums, .softmax: roles = [.result]
      case .maxPool, .averagePool, .concat, .lookup, .fixedPointSoftmax, .copy, .permute, .pad:
        roles = []
      }
      // A table may hold what several do one after the other.
      var found: [StepRequantization.Role] = []
      for role in step.requantizations.map(\.role) where role == .result || role != found.last {
        found.append(role)
      }
      guard found == roles else {
        report(
          .riscvV17,
          "\(name(index)): it has \(found.count) requantizations, not "
            + "\(roles.count)")
        continue
      }
      let range = plan.tensors[step.output].element.range
      for entry in step.requantizations {
        let isInRange =
          entry.role != .result || range.contains(entry.low) && range.contains(entry.high)
        let isSound = entry.factor.map(entry.isSound) ?? step.kernel.hasParameters
        let bits = [8, 16, 32].contains(entry.inputBits)
        if !isInRange || !isSound || !bits || entry.low > entry.high {
          report(
            .riscvV17,
            "\(name(index)): the requantization of '\(entry.role.rawValue)' has a "
              + "factor or limits that no kernel takes")
        }
      }
      let input = plan.tensors[step.inputs[0].tensor].element.range
      if !input.contains(step.padding) && step.kernel != .pad
        || step.kernel == .pad && !range.contains(step.padding)
      {
        report(.riscvV17, "\(name(index)): \(step.padding) is no value of padding")
      }
    }
  }
}
