import IR

/// Representative inputs of a network, given one sample at a time so that memory stays constant.
package protocol SampleSource: Sendable {
  /// The number of samples.
  var count: Int { get }

  /// What they are, for reports.
  var description: String { get }

  /// The inputs of sample `index` for a program, one tensor for each of its inputs.
  func sample(_ index: Int, for program: Program) -> [Tensor]
}

/// Pseudo-random inputs, for networks without data of their own.
package struct SeededSamples: SampleSource {
  /// The number of samples.
  package let count: Int

  private let seed: UInt64

  /// Takes a seed and a number of samples.
  package init(seed: Int, count: Int) {
    self.seed = UInt64(bitPattern: Int64(seed))
    self.count = count
  }

  /// What they are, for reports.
  package var description: String { "\(count) seeded pseudo-random samples" }

  /// Uniform in −1 … 1 for floating-point inputs; over the whole range for integers of 8 bits.
  package func sample(_ index: Int, for program: Program) -> [Tensor] {
    program.graph.inputs.enumerated().map { position, id in
      let type = program.graph[id].type
      var state = seed &+ UInt64(index) &* 0x1_0001 &+ UInt64(position) &* 0x100_0003
      let range = type.element.integerRange.map { range in
        (Double(max(range.lowerBound, -128)), Double(min(range.upperBound, 255)))
      }
      let (low, high) = range ?? (-1, 1)
      let values = (0..<type.elementCount).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return low + (high - low) * Double(state >> 11) * 0x1p-53
      }
      return Tensor(type, numbers: values)
    }
  }
}
