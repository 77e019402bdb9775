extension RISCVVerifier {
  /// Tiles are contiguous rows of the tensors that lie in L1. (v18)
  mutating func checkInPlace() {
    for (index, layer) in plan.steps.enumerated() {
      let step = layer.step
      if plan.tensors[step.output].level == .l1 {
        let tensor = plan.tensors[step.output]
        check(
          index, tensor, isWhole: step.writesWholeRows(of: tensor.shape), allChannels: true
        ) { $0 }
      }
      for operand in step.inputs.indices {
        let tensor = plan.tensors[step.inputs[operand].tensor]
        guard tensor.level == .l1 else { continue }
        check(
          index, tensor, isWhole: step.readsWholeRows(of: operand),
          allChannels: !step.readsAllChannels
        ) { step.inputRows($0, of: operand).positions }
      }
    }
  }

  private mutating func check(
    _ index: Int, _ tensor: PlanTensor, isWhole: Bool, allChannels: Bool,
    _ touched: (Range<Int>) -> Range<Int>
  ) {
    let (layer, extent) = (plan.steps[index], plan.steps[index].step.extent)
    if !tensor.offset.isMultiple(of: RISCVTarget.alignment)
      || !tensor.shape.rowBytes.isMultiple(of: 4)
    {
      report(
        .riscvV18,
        "\(name(index)): '\(tensor.name)' lies in L1 at \(tensor.offset) with rows of "
          + "\(tensor.shape.rowBytes) bytes, and kernels want multiples of "
          + "\(RISCVTarget.alignment) and of 4")
    }
    let isCut =
      layer.tiling.columns < extent.width
      || allChannels && layer.tiling.channels < extent.channels
    if !isWhole || isCut {
      report(
        .riscvV18,
        "\(name(index)): its tiles of \(layer.tiling.columns) columns and "
          + "\(layer.tiling.channels) channels are not whole rows of '\(tensor.name)', which lies "
          + "in L1")
    }
    guard tensor.isRing else { return }
    for stripe in 0..<layer.stripes.count - 1
    where layer.stripes[stripe] < layer.stripes[stripe + 1] {
      let rows = touched(layer.stripes[stripe]..<layer.stripes[stripe + 1])
      guard !KernelStep.isContiguous(rows, inRingOf: tensor.storedRows) else { continue }
      report(
        .riscvV18,
        "\(name(index)): stripe \(stripe) touches rows \(rows.lowerBound) to "
          + "\(rows.upperBound - 1) of '\(tensor.name)' in L1, which keeps \(tensor.storedRows), "
          + "over its end")
      return
    }
  }
}
