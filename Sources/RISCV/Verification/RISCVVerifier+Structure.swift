extension RISCVVerifier {
  /// Everything that a plan refers to exists, and sizes fit one another. (v1)
  mutating func checkStructure() {
    for (index, tensor) in plan.tensors.enumerated() {
      let sizes = [tensor.shape.height, tensor.shape.width, tensor.shape.channels]
      let isSound =
        sizes.allSatisfy { (1...1 << 20).contains($0) }
        && tensor.shape.byteCount <= 1 << 31
        && (1...tensor.shape.height).contains(tensor.storedRows)
        && (0...1 << 40).contains(tensor.offset) && tensor.lifetime.lowerBound >= 0
        && tensor.lifetime.upperBound <= max(1, plan.steps.count)
        && (tensor.level == .l2 || tensor.role == .intermediate)
        && (tensor.element != .i32 || tensor.role != .intermediate)
      if !isSound {
        report(.riscvV1, "tensor \(index) '\(tensor.name)': its numbers do not fit one another")
      }
    }
    var next = 0
    for group in plan.groups {
      if group.lowerBound != next || group.upperBound > plan.steps.count {
        report(.riscvV1, "the groups do not follow one another at layer \(next)")
        return
      }
      let counts = Set(group.map { plan.steps[$0].stripes.count })
      if counts.count != 1 {
        report(.riscvV1, "the layers \(group) take turns and have different numbers of stripes")
      }
      next = group.upperBound
    }
    if next != plan.steps.count {
      report(.riscvV1, "the groups end at layer \(next) of \(plan.steps.count)")
    }
    guard faults.isEmpty else { return }
    for index in plan.steps.indices where !isSound(plan.steps[index].step) {
      report(.riscvV1, "\(name(index)): its tensors, sizes and window do not fit one another")
    }
  }

  private func isSound(_ step: KernelStep) -> Bool {
    let isPair = step.kernel == .add || step.kernel == .mul
    guard step.inputs.count == (isPair ? 2 : 1), plan.tensors.indices.contains(step.output),
      step.inputs.allSatisfy({ plan.tensors.indices.contains($0.tensor) })
    else { return false }
    let sizes =
      [step.extent.height, step.extent.width, step.extent.channels]
      + step.inputs.flatMap { [$0.shape.height, $0.shape.width, $0.shape.channels] }
    guard sizes.allSatisfy({ (1...1 << 20).contains($0) }), (0...1 << 20).contains(step.tableBytes),
      (0...1 << 52).contains(step.macs), (1...1 << 20).contains(step.run)
    else { return false }
    let output = plan.tensors[step.output]
    // Only products over all channels give sums, and only tensors of sums take them.
    guard output.element != .i32 || step.readsAllChannels else { return false }
    for input in step.inputs {
      let tensor = plan.tensors[input.tensor]
      guard (tensor.element == .i32) == (step.kernel == .requantizeSums),
        input.shape.byteCount == tensor.shape.byteCount, input.tensor != step.output,
        !tensor.isRing || input.shape == tensor.shape
      else { return false }
    }
    guard isSound(step.window, step), isSound(step.stored, step) else { return false }
    if step.kernel == .permute {
      let shape = step.inputs[0].shape
      return step.extent
        == MapShape(height: shape.channels, width: shape.height * shape.width, channels: 1)
        && step.extent.byteCount == output.shape.byteCount && !output.isRing
        && step.outputChannel == 0 && shape.height == 1
    }
    return step.extent.height == output.shape.height && step.extent.width == output.shape.width
      && step.outputChannel >= 0
      && step.outputChannel + step.extent.channels <= output.shape.channels
  }

  private func isSound(_ stored: EncodedChannels?, _ step: KernelStep) -> Bool {
    guard let stored else { return true }
    let sensitive = stored.encoding.sensitive
    return step.readsAllChannels && stored.positions == step.window.taps
      && stored.depth == step.inputs[0].shape.channels && stored.isSmaller
      && zip(sensitive, sensitive.dropFirst()).allSatisfy { $0 < $1 }
      && sensitive.allSatisfy { (0..<step.extent.channels).contains($0) }
  }

  private func isSound(_ window: StepWindow, _ step: KernelStep) -> Bool {
    let numbers = [
      window.kernelHeight, window.kernelWidth, window.strideHeight, window.strideWidth,
      window.dilationHeight, window.dilationWidth,
    ]
    guard numbers.allSatisfy({ (1...1 << 16).contains($0) }), (0...1 << 16).contains(window.top),
      (0...1 << 16).contains(window.left)
    else { return false }
    let (extent, shape) = (step.extent, step.inputs[0].shape)
    switch step.kernel {
    case .convolution, .depthwise, .maxPool, .averagePool:
      // The last window begins in the input or in the padding before it.
      guard (extent.height - 1) * window.strideHeight - window.top < shape.height,
        (extent.width - 1) * window.strideWidth - window.left < shape.width
      else { return false }
      return step.kernel == .convolution || extent.channels == shape.channels
    case .pad:
      return StepWindow(top: window.top, left: window.left) == window
        && extent.channels == shape.channels && extent.height >= shape.height + window.top
        && extent.width >= shape.width + window.left
    case .pointwise, .dense:
      return window == .element && extent.height == shape.height && extent.width == shape.width
    case .permute: return window == .element
    case .add, .mul, .concat, .requantize, .requantizeSums, .lookup, .softmax, .fixedPointSoftmax,
      .copy:
      return window == .element && step.inputs.allSatisfy { $0.shape.ofBytes == extent }
    }
  }
}
