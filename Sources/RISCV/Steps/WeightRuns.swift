import Basic
import IR

/// How the weights of steps can be packed in pairs, which the size and the cost of kernels follow
/// from.
struct WeightRuns {
  let program: Program
  let target: RISCVTarget
  let threads: Int

  /// Finds the runs of all steps whose kernels work on pairs.
  func apply(to steps: inout StepProgram) {
    guard target.instructionSet == .rv32im else { return }
    let sources = steps.sources
    let layers = steps.steps
    var runs = layers.map(\.run)
    runs.withUnsafeMutableBufferPointer { runs in
      // Each iteration writes its own element alone.
      nonisolated(unsafe) let runs = runs
      Parallel.forEach(layers.count, threads: threads) { index in
        guard [.convolution, .pointwise].contains(layers[index].kernel),
          let run = self.run(layers[index], sources[index])
        else { return }
        runs[index] = run
      }
    }
    for (index, run) in runs.enumerated() { steps.steps[index].run = run }
  }

  /// The mean run of the blocks of a layer, or 1 if some channel has none.
  ///
  /// The cost of a block goes with the inverse of its run, so that is what is averaged.
  private func run(_ step: KernelStep, _ source: StepSource) -> Int? {
    guard let operation = source.operation,
      let weight = program.tensor(of: program.graph[operation].operands[1])
    else { return nil }
    let elements = StepConstants.ordered(
      weight, program.graph[operation].kind, source.flattened)
    let depth = elements.count / step.extent.channels
    let limits = (0..<step.extent.channels).map { channel in
      PairRuns.longest(elements[channel * depth..<(channel + 1) * depth])
    }.sorted(by: >)
    guard let least = limits.last, least > 0 else { return 1 }
    let blocks = stride(from: 0, to: limits.count, by: WeightPacking.blockSize).map {
      limits[min($0 + WeightPacking.blockSize, limits.count) - 1]
    }
    let mean = blocks.reduce(0.0) { $0 + 1 / Double($1) } / Double(blocks.count)
    return max(2, Int((1 / mean).rounded()))
  }
}
