extension WeightPacking {
  /// Packs the weights of a kernel for an instruction set.
  ///
  /// - Parameters:
  ///   - matrix: a row for each output channel; of a depthwise convolution its taps.
  ///   - channels: in order, with biases that have the zero point of the input inside.
  ///   - pairs: whether RV32IM may put two weights into a word, which takes twice the bytes.
  package init(
    _ kernel: Kernel, _ matrix: WeightMatrix, channels: [ChannelParameters], _ set: InstructionSet,
    pairs: Bool = true
  ) {
    precondition(kernel.hasWeights && matrix.channels == channels.count)
    switch (kernel, set) {
    case (.depthwise, .rvv):
      self.init(weights: Self.columns(matrix), channels: channels, runs: [])
    case (.depthwise, _):
      self.init(
        weights: matrix.elements.map { UInt8(bitPattern: $0) }, channels: channels, runs: [])
    case (.dense, .rvv):
      self.init(weights: Self.columns(matrix), channels: channels, runs: [])
    case (_, .rvv):
      let run =
        (0..<matrix.channels).allSatisfy { PairRuns.isSound(matrix.row($0), run: 2) } ? 2 : 1
      var weights: [UInt8] = []
      Self.append(UInt32(run), to: &weights)
      self.init(weights: weights + Self.columns(matrix), channels: channels, runs: [])
    case (_, .xpulp):
      self.init(
        weights: Self.words(matrix), channels: Self.padded(channels), runs: [])
    case (.dense, .rv32im): self.init(bytes: matrix, channels: channels, header: false)
    case (_, .rv32im): self.init(scalar: matrix, channels: channels, pairs: pairs)
    }
  }

  /// For each index of the depth the byte of each channel.
  private static func columns(_ matrix: WeightMatrix) -> [UInt8] {
    (0..<matrix.depth).flatMap { index in
      (0..<matrix.channels).map {
        UInt8(bitPattern: matrix.elements[$0 * matrix.depth + index])
      }
    }
  }

  /// Blocks of four channels: for every four indices of the depth a word of each channel.
  private static func words(_ matrix: WeightMatrix) -> [UInt8] {
    var bytes: [UInt8] = []
    for block in stride(from: 0, to: matrix.channels, by: blockSize) {
      for first in stride(from: 0, to: matrix.depth, by: 4) {
        for channel in block..<block + blockSize {
          for index in first..<first + 4 {
            let isInside = channel < matrix.channels && index < matrix.depth
            bytes.append(
              isInside ? UInt8(bitPattern: matrix.elements[channel * matrix.depth + index]) : 0)
          }
        }
      }
    }
    return bytes
  }
}
